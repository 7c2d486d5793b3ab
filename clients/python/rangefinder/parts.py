"""Large files in parts: a connection that breaks costs the rest of a part, and a service that restarts no more."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Iterator

from .backoff import Backoff
from .errors import Conflict, Problem, Unavailable
from .transport import Transport, Upload

# A file of this size or more goes in parts.
LEAST_BYTES = 256 << 20

# Some seconds at usual rates; the service writes each to disk before it answers.
PART_BYTES = 64 << 20

_CHUNK_BYTES = 1 << 20


class Part(Upload):
    """Some bytes of a file; each reading gives the same ones."""

    content_type = "application/octet-stream"

    def __init__(self, path: Path, offset: int, length_bytes: int):
        self._path = path
        self._offset = offset
        self.length_bytes = length_bytes

    def __iter__(self) -> Iterator[bytes]:
        left = self.length_bytes
        with self._path.open("rb") as file:
            file.seek(self._offset)
            while left > 0:
                chunk = file.read(min(left, _CHUNK_BYTES))
                if not chunk:
                    raise ValueError(f"{self._path} has become shorter while it was sent")
                left -= len(chunk)
                yield chunk


def send(transport: Transport, path: Path) -> str:
    """Sends a file, and gives the id of its upload, which is forgotten where that fails.

    What has come is asked for after every break. `Conflict` if the service still hears an earlier try when patience is over.
    """
    size = path.stat().st_size
    id = str(transport.request("POST", "/v1/uploads", body={"bytes": size}).json()["id"])
    try:
        _send(transport, f"/v1/uploads/{id}", path, size)
    except BaseException:
        forget(transport, id)
        raise
    return id


def _send(transport: Transport, address: str, path: Path, size: int) -> None:
    received, failures, deadline = 0, 0, 0.0
    while received < size:
        part = Part(path, received, min(PART_BYTES, size - received))
        try:
            answer = transport.request("PATCH", address, query=[("offset", received)], body=part)
        except Conflict:
            # an answer was lost, or the service has not noticed yet that an earlier try broke off
            deadline = deadline if failures else time.monotonic() + transport.patience_seconds
            failures += 1
            wait = Backoff().seconds(failures)
            if time.monotonic() + wait > deadline:
                raise
            time.sleep(wait)
            answer = transport.request("GET", address)
        else:
            failures = 0
        received = answer.json()["received"]


def forget(transport: Transport, id: str) -> None:
    """At once if that can be done; the service does so by itself after a day."""
    with suppress(Problem, Unavailable):
        transport.request("DELETE", f"/v1/uploads/{id}", patience_seconds=0)
