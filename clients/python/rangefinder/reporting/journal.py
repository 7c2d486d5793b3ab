"""Reports that could not be sent yet, in a file."""

from __future__ import annotations

import errno
import json
import os
from itertools import islice
from pathlib import Path
from typing import IO, Any, Dict, Iterator, List, Optional, Tuple

try:
    import fcntl
except ImportError:  # Windows, where nobody is kept from sending the same journal twice; the service takes it once
    fcntl = None  # type: ignore[assignment]

Entry = Dict[str, Any]


class Busy(Exception):
    """Another process has this journal open."""


class Journal:
    """A line says whom it is for, then a line for each entry, first in, first out; gone when there is none left.

    Whoever dies in the middle leaves entries that were sent already: to send them again changes nothing there.
    """

    def __init__(self, path: Path, address: Dict[str, Any]):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._out = open(path, "ab", buffering=0)
        self._in = open(path, "rb")
        if not _lock(self._out):
            self._out.close()
            self._in.close()
            raise Busy(str(path))
        self._cut_torn_line()
        if self._size() == 0:
            self._write(_line(address))
        self._first = self._read_at = self._end_of_address()

    @staticmethod
    def address(path: Path) -> Optional[Dict[str, Any]]:
        """Whom a journal is for; None if it does not say so."""
        try:
            with path.open("rb") as file:
                found = json.loads(file.readline())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    @staticmethod
    def idle(folder: Path) -> Iterator[Path]:
        """Those that nobody has open."""
        for path in sorted(folder.glob("*.jsonl")):
            with path.open("rb") as file:
                free = _lock(file)
            if free:
                yield path

    @property
    def empty(self) -> bool:
        return self._read_at >= self._size()

    def append(self, entries: List[Entry]) -> None:
        """All of them or none; safe from then on if this process dies, and after `close` if the machine does."""
        self._write(b"".join(map(_line, entries)))

    def head(self, most: int) -> Tuple[List[Entry], int]:
        """The first entries, and where they end."""
        self._in.seek(self._read_at)
        lines = list(islice(self._in, most))
        return [json.loads(line) for line in lines], self._read_at + sum(map(len, lines))

    def drop(self, end: int) -> None:
        """Forgets what ends there."""
        self._read_at = end
        if self.empty:
            self._out.truncate(self._first)
            self._read_at = self._first

    def close(self) -> None:
        if self.empty:
            self._path.unlink()
        else:
            os.fsync(self._out.fileno())
        self._out.close()
        self._in.close()

    def _size(self) -> int:
        return os.fstat(self._out.fileno()).st_size

    def _write(self, lines: bytes) -> None:
        size = self._size()
        try:
            if self._out.write(lines) != len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        except OSError:
            self._out.truncate(size)
            raise

    def _end_of_address(self) -> int:
        self._in.seek(0)
        return len(self._in.readline())

    def _cut_torn_line(self) -> None:
        self._in.seek(0)
        self._out.truncate(sum(len(line) for line in self._in if line.endswith(b"\n")))


def _lock(file: IO[bytes]) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False


def _line(entry: Entry) -> bytes:
    return json.dumps(entry).encode() + b"\n"
