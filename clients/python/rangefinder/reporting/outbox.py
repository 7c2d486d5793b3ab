"""What is still to be sent: in memory while the service answers, on disk while it does not."""

from __future__ import annotations

import logging
import sys
import uuid
from collections import deque
from pathlib import Path
from typing import Any, Deque, Dict, List, Optional, Union

from .journal import Busy, Entry, Journal
from .observation import Observation

_LOG = logging.getLogger("rangefinder")

FINAL: Entry = {"final": True}


class Outbox:
    """First in, first out. `put` is for the training, which it never holds up; all else is for the one who sends."""

    def __init__(self, path: Path, address: Dict[str, Any]):
        self._path = path
        self._address = address
        self._new: Deque[Union[Observation, Entry]] = deque()
        self._journal: Optional[Journal] = None
        if path.exists():
            try:
                self._journal = Journal(path, address)
            except Busy:  # somebody is sending it
                self._path = path.with_name(f"{path.stem}-{uuid.uuid4().hex[:8]}{path.suffix}")
        self._journal_end: Optional[int] = None  # of what `head` gave, if it came from there
        self._taken = 0  # of what it gave, how much was in memory

    def put(self, entry: Union[Observation, Entry]) -> None:
        self._new.append(entry)

    def head(self, most: int) -> List[Entry]:
        """The first entries, which stay until `sent`."""
        if self._journal is not None and not self._journal.empty:
            self.spill()
            entries, self._journal_end = self._journal.head(most)
            return entries
        self._taken = min(most, len(self._new))
        return [_entry(self._new[index]) for index in range(self._taken)]

    def sent(self) -> None:
        """What `head` gave last is there."""
        if self._journal is not None and self._journal_end is not None:
            self._journal.drop(self._journal_end)
        for _ in range(self._taken):
            self._new.popleft()
        self._journal_end, self._taken = None, 0

    def spill(self) -> None:
        """Brings all of it to the disk, also what is in the air and will be sent twice; where that fails it stays in memory."""
        entries = [_entry(self._new[index]) for index in range(len(self._new))]
        if not entries:
            return
        try:
            if self._journal is None:
                self._journal = Journal(self._path, self._address)
            self._journal.append(entries)
        except OSError as failure:
            _LOG.warning("Reports stay in memory: %s", failure)
            return
        for _ in entries:
            self._new.popleft()
        self._taken = 0

    def forget(self) -> None:
        """Drops all of it, on disk too."""
        self._new.clear()
        if self._journal is not None:
            self._journal.drop(self._journal.head(sys.maxsize)[1])
            self._journal.close()
            self._journal = None

    def close(self) -> int:
        """How many entries are kept on disk for later."""
        self.spill()
        left = 0
        if self._journal is not None:
            left = len(self._journal.head(sys.maxsize)[0])
            self._journal.close()
            self._journal = None
        return left


def _entry(waiting: Union[Observation, Entry]) -> Entry:
    return waiting.json() if isinstance(waiting, Observation) else waiting
