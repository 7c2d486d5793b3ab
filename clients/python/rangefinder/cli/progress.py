"""How far it is: a bar where somebody watches, a line now and then where a file does."""

from __future__ import annotations

import sys
import time
from typing import IO, Optional

_BAR_CHARACTERS = 30

# Often enough to see in a log that it goes on.
_LINE_SECONDS = 10.0


class Progress:
    """Written to stderr, so that stdout is the answer alone."""

    def __init__(self, out: Optional[IO[str]] = None):
        self._out = out or sys.stderr
        self._watched = self._out.isatty()
        self._written_at = float("-inf")

    def show(self, done: int, whole: int, said: str) -> None:
        part = min(1.0, done / whole) if whole else 0.0
        if self._watched:
            filled = round(part * _BAR_CHARACTERS)
            bar = "█" * filled + "░" * (_BAR_CHARACTERS - filled)
            self._out.write(f"\r\033[K{bar} {part:4.0%} {said}")
        elif time.monotonic() - self._written_at >= _LINE_SECONDS:
            self._written_at = time.monotonic()
            self._out.write(f"{part:4.0%} {said}\n")
        self._out.flush()

    def end(self) -> None:
        if self._watched:
            self._out.write("\r\033[K")
            self._out.flush()
