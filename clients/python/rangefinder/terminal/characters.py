"""Which characters can be written where."""

from __future__ import annotations

from typing import IO


def printable(text: str, out: IO[str]) -> bool:
    """Whether the encoding of a stream has all of them."""
    try:
        text.encode(getattr(out, "encoding", None) or "utf-8")
        return True
    except (UnicodeEncodeError, LookupError):
        return False
