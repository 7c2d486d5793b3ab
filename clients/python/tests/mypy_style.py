from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import unittest
from pathlib import Path

CLIENT = Path(__file__).parent.parent


class StyleTests(unittest.TestCase):
    def said(self, *command: str) -> str:
        ran = subprocess.run([sys.executable, "-m", *command], cwd=CLIENT, capture_output=True, text=True)
        return "" if ran.returncode == 0 else ran.stdout + ran.stderr

    def test_types(self) -> None:
        self.assertEqual(self.said("mypy", "--cache-dir", os.devnull), "")

    @unittest.skipUnless(importlib.util.find_spec("ruff"), "no ruff")
    def test_style(self) -> None:
        self.assertEqual(self.said("ruff", "check", "--no-cache", "rangefinder"), "")


if __name__ == "__main__":
    unittest.main()
