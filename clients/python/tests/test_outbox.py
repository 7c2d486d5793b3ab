from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List
from unittest import mock

from rangefinder.reporting import Observation
from rangefinder.reporting.journal import Busy, Journal
from rangefinder.reporting.outbox import FINAL, Outbox

ADDRESS: Dict[str, Any] = {"url": "http://host", "path": "/v1/x", "fields": {"rank": 0}}


class TemporaryJournal(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "journals" / "x.jsonl"


class JournalTests(TemporaryJournal):
    def journal(self) -> Journal:
        return Journal(self.path, ADDRESS)

    def test_entries_come_out_as_they_went_in_and_an_empty_journal_is_gone(self) -> None:
        journal = self.journal()
        journal.append([{"a": 1}, {"b": 2}])
        journal.append([{"c": 3}])
        entries, end = journal.head(2)
        self.assertEqual(entries, [{"a": 1}, {"b": 2}])
        journal.drop(end)
        entries, end = journal.head(10)
        self.assertEqual(entries, [{"c": 3}])
        journal.drop(end)
        self.assertTrue(journal.empty)
        journal.close()
        self.assertFalse(self.path.exists())

    def test_a_file_does_not_grow_with_what_was_sent(self) -> None:
        journal = self.journal()
        sizes = set()
        for number in range(100):
            journal.append([{"number": number % 10}])
            entries, end = journal.head(5)
            self.assertEqual(entries, [{"number": number % 10}])
            journal.drop(end)
            sizes.add(self.path.stat().st_size)
        self.assertEqual(len(sizes), 1)
        journal.close()

    def test_what_is_left_is_found_again_with_its_address(self) -> None:
        journal = self.journal()
        journal.append([{"a": 1}])
        journal.close()
        self.assertEqual(Journal.address(self.path), ADDRESS)
        again = self.journal()
        self.assertEqual(again.head(5)[0], [{"a": 1}])
        again.close()

    def test_a_line_that_was_torn_is_dropped(self) -> None:
        journal = self.journal()
        journal.append([{"a": 1}, {"b": 2}])
        journal.close()
        self.path.write_bytes(self.path.read_bytes()[:-4])
        journal = self.journal()
        journal.append([{"c": 3}])
        self.assertEqual(journal.head(5)[0], [{"a": 1}, {"c": 3}])
        journal.close()

    def test_a_full_disk_leaves_whole_lines(self) -> None:
        """In a process of its own, which may write only so large a file."""
        program = f"""
import resource, signal, sys
from pathlib import Path
from rangefinder.reporting.journal import Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = Journal(Path({str(self.path)!r}), {{}})
journal.append([{{"a": 1}}])
resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))
try:
    journal.append([{{"b": "x" * 100}}])
    sys.exit("it was written")
except OSError:
    journal.append([{{"c": 3}}])
print(journal.head(9)[0])
"""
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        self.assertEqual((ran.stdout, ran.stderr), ("[{'a': 1}, {'c': 3}]\n", ""))

    def test_nobody_else_sends_it_meanwhile(self) -> None:
        journal = self.journal()
        journal.append([{"a": 1}])
        self.assertEqual(list(Journal.idle(self.path.parent)), [])
        with self.assertRaises(Busy):
            self.journal()
        journal.close()
        self.assertEqual(list(Journal.idle(self.path.parent)), [self.path])


class OutboxTests(TemporaryJournal):
    def outbox(self) -> Outbox:
        return Outbox(self.path, ADDRESS)

    def take(self, outbox: Outbox, most: int) -> List[int]:
        entries = outbox.head(most)
        if entries:
            outbox.sent()
        return [entry["iteration"] for entry in entries]

    def put(self, outbox: Outbox, *iterations: int) -> None:
        for iteration in iterations:
            outbox.put(Observation(iteration, 0.5))

    def test_while_all_is_well_nothing_is_written(self) -> None:
        outbox = self.outbox()
        self.put(outbox, *range(5))
        self.assertEqual([self.take(outbox, 3), self.take(outbox, 3), self.take(outbox, 3)], [[0, 1, 2], [3, 4], []])
        self.assertFalse(self.path.exists())
        self.assertEqual(outbox.close(), 0)

    def test_the_order_holds_across_memory_and_disk(self) -> None:
        outbox = self.outbox()
        self.put(outbox, 0, 1, 2)
        outbox.head(2)  # which did not get there
        outbox.spill()
        self.put(outbox, 3)
        self.assertEqual(self.take(outbox, 2), [0, 1])
        self.put(outbox, 4)
        self.assertEqual(self.take(outbox, 9), [2, 3, 4])
        self.put(outbox, 5)
        self.assertEqual(self.take(outbox, 9), [5])
        self.assertEqual(outbox.close(), 0)
        self.assertFalse(self.path.exists())

    def test_what_is_spilled_while_it_is_in_the_air_is_sent_twice_and_not_lost(self) -> None:
        outbox = self.outbox()
        self.put(outbox, 0, 1)
        outbox.head(9)
        self.put(outbox, 2)
        outbox.spill()
        outbox.sent()
        self.assertEqual(self.take(outbox, 9), [0, 1, 2])
        outbox.close()

    def test_what_is_left_goes_first_in_the_next_one(self) -> None:
        outbox = self.outbox()
        self.put(outbox, 0, 1)
        outbox.put(FINAL)
        self.assertEqual(outbox.close(), 3)
        outbox = self.outbox()
        self.put(outbox, 2)
        entries = outbox.head(9)
        self.assertEqual([entry.get("iteration") for entry in entries], [0, 1, None, 2])
        self.assertEqual(entries[2], FINAL)
        outbox.forget()
        self.assertFalse(self.path.exists())

    def test_one_whose_journal_is_being_sent_writes_another(self) -> None:
        first = self.outbox()
        self.put(first, 0)
        first.spill()
        second = self.outbox()
        self.put(second, 1)
        self.assertEqual((second.close(), first.close()), (1, 1))
        self.assertEqual(len(list(self.path.parent.iterdir())), 2)

    def test_a_disk_that_takes_nothing_keeps_all_in_memory(self) -> None:
        outbox = self.outbox()
        self.put(outbox, 0, 1)
        with mock.patch.object(Path, "mkdir", side_effect=OSError("read-only")), self.assertLogs("rangefinder"):
            outbox.spill()
        self.assertEqual(self.take(outbox, 9), [0, 1])
        outbox.close()


class ObservationTests(unittest.TestCase):
    def test_numbers_that_json_lacks_are_named(self) -> None:
        said = Observation(3, float("nan"), lr=0.1, accuracy=float("nan"), validation_loss=float("-inf")).read().json()
        self.assertEqual(said, {"iteration": 3, "loss": "NaN", "lr": 0.1, "validation_loss": "-Infinity"})
        self.assertEqual(Observation(0, 1.5, skipped=True).json(), {"iteration": 0, "loss": 1.5, "skipped": True})
        self.assertEqual(json.dumps(Observation(0, float("inf")).json()), '{"iteration": 0, "loss": "Infinity"}')


if __name__ == "__main__":
    unittest.main()
