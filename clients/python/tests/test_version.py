from __future__ import annotations

import re
import unittest
from pathlib import Path

import rangefinder

REPOSITORY = Path(__file__).parents[3]


class VersionTests(unittest.TestCase):
    def test_it_is_that_of_the_service(self) -> None:
        pom = (REPOSITORY / "pom.xml").read_text(encoding="utf-8")
        contract = (REPOSITORY / "openapi.yaml").read_text(encoding="utf-8")
        found = re.search(r"</parent>.*?<version>([^<]+)</version>", pom, re.DOTALL)
        stated = re.search(r"^  version: (\S+)", contract, re.MULTILINE)
        assert found is not None and stated is not None
        self.assertEqual((found.group(1), stated.group(1)), (rangefinder.__version__,) * 2)


if __name__ == "__main__":
    unittest.main()
