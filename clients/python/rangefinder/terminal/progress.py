"""How far it is: a bar where a person watches, a line now and then where a file does."""

from __future__ import annotations

import shutil
import sys
import time
from typing import IO, Any, Optional, Protocol

from .characters import printable

_BAR_CHARACTERS = 30

# Often enough to see in a log that it goes on.
_LINE_SECONDS = 10.0


class Shown(Protocol):
    """What shows how far a range test is."""

    def show(self, done: int, whole: int, said: str) -> None: ...

    def end(self) -> None: ...


class Progress:
    """Written to stderr, so that stdout is the answer alone."""

    def __init__(self, out: Optional[IO[str]] = None):
        self._out = out or sys.stderr
        self._watched = self._out.isatty()
        self._written_at = float("-inf")

    def show(self, done: int, whole: int, said: str) -> None:
        part = min(1.0, done / whole) if whole else 0.0
        if self._watched:
            self._out.write("\r\033[K" + self._bar(part, said))
        elif time.monotonic() - self._written_at >= _LINE_SECONDS:
            self._written_at = time.monotonic()
            self._out.write(f"{part:4.0%} {said}\n")
        self._out.flush()

    def end(self) -> None:
        if self._watched:
            self._out.write("\r\033[K")
            self._out.flush()

    def _bar(self, part: float, said: str) -> str:
        """In one line of the terminal, as a longer one could not be wiped away."""
        text = f" {part:4.0%} {said}"
        columns = shutil.get_terminal_size().columns - 1
        width = max(0, min(_BAR_CHARACTERS, columns - len(text)))
        filled = round(part * width)
        full, empty = ("█", "░") if printable("█░", self._out) else ("#", ".")
        return (full * filled + empty * (width - filled) + text)[:columns]


class Notebook:
    """tqdm's bar, which is drawn in notebooks too."""

    def __init__(self, tqdm: Any):
        self._tqdm = tqdm
        self._bar: Any = None

    def show(self, done: int, whole: int, said: str) -> None:
        if self._bar is None:
            self._bar = self._tqdm(total=whole, desc="range test", leave=False)
        self._bar.set_postfix_str(said, refresh=False)
        self._bar.update(done - self._bar.n)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.close()


class Silent:
    """For those who want to see nothing."""

    def show(self, done: int, whole: int, said: str) -> None:
        pass

    def end(self) -> None:
        pass


def progress(wanted: bool) -> Shown:
    """tqdm's where there is tqdm, else this package's own."""
    if not wanted:
        return Silent()
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return Progress()
    return Notebook(tqdm)
