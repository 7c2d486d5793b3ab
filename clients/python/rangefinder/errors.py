"""What can go wrong: the service says no (`Problem`), says nothing (`Unavailable`), or is another one (`Incompatible`)."""

from __future__ import annotations

import json
import sys
import warnings
from http.client import responses
from typing import Any, Dict, List, Optional

_PREFIX = "urn:rangefinder:problem:"


class RangefinderError(Exception):
    """Whatever this package raises about the service."""


class Unavailable(RangefinderError):
    """No answer that could be used, for as long as the caller was ready to wait.

    `retry_after_seconds` is what the service asked to wait, where it said so.
    """

    def __init__(self, message: str, retry_after_seconds: Optional[float] = None):
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Incompatible(RangefinderError):
    """The service is of another version than this client, or something else answers at its address."""


class Problem(RangefinderError):
    """An answer of RFC 9457: asking again will not help.

    `type` is the stable name in docs/problems.md, without its prefix; `errors` names each value that was refused:
    `pointer`, `value` as it was given, and `expected`.
    """

    def __init__(self, status: int, fields: Dict[str, Any]):
        self.status = status
        self.type: str = str(fields.get("type", "about:blank"))
        if self.type.startswith(_PREFIX):
            self.type = self.type[len(_PREFIX) :]
        self.title: str = str(fields.get("title", ""))
        self.detail: str = str(fields.get("detail", ""))
        self.instance: Optional[str] = fields.get("instance")
        self.errors: List[Dict[str, str]] = fields.get("errors", [])
        self._fields = fields
        self.said = self.detail or self.title or responses.get(status, "no reason given")
        super().__init__(f"{status} {self.type}: {self.said}")

    @property
    def documented(self) -> bool:
        """Whether it is one of the service's own types."""
        return str(self._fields.get("type", "")).startswith(_PREFIX)

    def with_hint(self, hint: str) -> Problem:
        """The same, and what may be the reason."""
        return type(self)(self.status, {**self._fields, "detail": f"{self.said} ({hint})"})

    def __reduce__(self) -> Any:
        """So that it can be said to other processes."""
        return type(self), (self.status, self._fields)


class RangefinderWarning(UserWarning):
    """What a recommendation or a schedule says against itself."""


class NotFound(Problem):
    """`404`: there is no such thing there."""


class Conflict(Problem):
    """`409`: not now, or not any more."""


def problem(status: int, body: bytes) -> Problem:
    """The exception for an answer, whether or not its body is a problem document."""
    try:
        fields = json.loads(body)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        fields = {"title": "The answer is no problem document", "detail": body[:200].decode("utf-8", "replace")}
    return {404: NotFound, 409: Conflict}.get(status, Problem)(status, fields)


def warn(text: str) -> None:
    """Says it as a `RangefinderWarning`, at the line of the script that led here."""
    levels = 2  # after this one
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").split(".")[0] == __package__:
        frame = frame.f_back
        levels += 1
    warnings.warn(text, RangefinderWarning, stacklevel=levels)
