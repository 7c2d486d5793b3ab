from __future__ import annotations

import os
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rangefinder.cache import Cache, Kept, max_age_seconds

URL = "http://host/v1/x"


class CacheTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "answers"
        self.cache = Cache(self.folder)

    def test_what_is_kept_is_found_by_its_url(self) -> None:
        kept = Kept('"e"', time.time() + 60, {"a": [1.5]})
        self.cache.keep(URL, kept)
        self.assertEqual(Cache(self.folder).find(URL), kept)
        self.assertTrue(kept.fresh)
        self.assertIsNone(self.cache.find(URL + "?b=1"))

    def test_a_torn_file_is_as_good_as_none(self) -> None:
        self.cache.keep(URL, Kept('"e"', 0, "x" * 1000))
        (path,) = self.folder.iterdir()
        path.write_bytes(path.read_bytes()[:500])
        self.assertIsNone(self.cache.find(URL))

    def test_readers_beside_writers_see_whole_answers(self) -> None:
        self.cache.keep(URL, Kept('"0"', 0, [0] * 5000))

        def write(number: int) -> None:
            self.cache.keep(URL, Kept(f'"{number}"', 0, [number] * 5000))

        with ThreadPoolExecutor(4) as pool:
            written = [pool.submit(write, number) for number in range(40)]
            while not all(one.done() for one in written):
                found = self.cache.find(URL)
                assert found is not None
                self.assertEqual(set(found.body), {int(found.etag.strip('"'))})
        self.assertEqual(len(list(self.folder.iterdir())), 1)

    def test_a_disk_that_takes_nothing_is_no_failure(self) -> None:
        self.folder.write_text("in the way")
        with self.assertLogs("rangefinder", "WARNING"):
            self.cache.keep(URL, Kept('"e"', 0, 1))
        self.assertIsNone(self.cache.find(URL))

    def test_what_nobody_uses_is_forgotten(self) -> None:
        self.cache.keep(URL, Kept('"e"', 0, 1))
        (path,) = self.folder.iterdir()
        old = time.time() - 91 * 24 * 3600
        os.utime(path, (old, old))
        self.cache.keep(URL + "2", Kept('"e"', 0, 2))
        self.assertIsNone(self.cache.find(URL))
        self.assertIsNotNone(self.cache.find(URL + "2"))

    def test_how_long_an_answer_may_be_kept(self) -> None:
        self.assertEqual(max_age_seconds("max-age=31536000, public, immutable"), 31536000.0)
        for nothing in (None, "no-store", "public", "no-store, max-age=9"):
            self.assertEqual(max_age_seconds(nothing), 0.0)


if __name__ == "__main__":
    unittest.main()
