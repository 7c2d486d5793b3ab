"""Large files in parts: a connection that breaks costs the rest of a part, and a service that restarts no more."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Iterator

from .backoff import Backoff
from .errors import Conflict
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
    """Sends a file, and gives the id of its upload.

    What has come is asked for after every break. `Conflict` if the service still hears an earlier try when patience is over.
    """
    size = path.stat().st_size
    begun = transport.request("POST", "/v1/uploads", body={"bytes": size}).json()
    address = f"/v1/uploads/{begun['id']}"
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
    return str(begun["id"])
