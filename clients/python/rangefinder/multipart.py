"""Files as `multipart/form-data` (RFC 7578), read from disk while they are sent."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Iterator, List, Mapping, Sequence, Tuple, Union

from .numbers import plain
from .transport import Upload

_CHUNK_BYTES = 1 << 20


class Multipart(Upload):
    """Fields and files, in that order, of which a part may have several; each reading gives the same bytes."""

    def __init__(self, fields: Mapping[str, object], files: Mapping[str, Sequence[Path]]):
        boundary = uuid.uuid4().hex
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._parts: List[Tuple[bytes, Union[bytes, Path]]] = []
        for name, value in fields.items():
            if value is not None:
                self._parts.append((_head(boundary, f'name="{name}"'), _text(value).encode()))
        for name, paths in files.items():
            for path in paths:
                described = f'name="{name}"; filename={json.dumps(path.name)}\r\nContent-Type: application/octet-stream'
                self._parts.append((_head(boundary, described), path))
        self._end = f"--{boundary}--\r\n".encode()
        self.length_bytes = len(self._end) + sum(len(head) + _size(part) + 2 for head, part in self._parts)

    def __iter__(self) -> Iterator[bytes]:
        for head, part in self._parts:
            yield head
            if isinstance(part, bytes):
                yield part
            else:
                with part.open("rb") as file:
                    yield from iter(lambda: file.read(_CHUNK_BYTES), b"")
            yield b"\r\n"
        yield self._end


def _head(boundary: str, described: str) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {described}\r\n\r\n".encode()


def _text(value: object) -> str:
    said = plain(value)
    return said if isinstance(said, str) else json.dumps(said)


def _size(part: Union[bytes, Path]) -> int:
    return len(part) if isinstance(part, bytes) else os.stat(part).st_size
