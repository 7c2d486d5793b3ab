"""How anything is asked for: once where it never changes, page by page where it is long."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional

from ..cache import Cache, Kept, max_age_seconds
from ..errors import Conflict, Unavailable
from ..transport import Answer, Query, Transport

# As long as the service holds an answer back.
_LONGEST_WAIT_SECONDS = 60


class Asking:
    """A service, and below `home` what it said that never changes."""

    def __init__(self, transport: Transport, home: Path):
        self.transport = transport
        self.home = home
        self._cache = Cache(home / "answers")
        self._journals = home / "journals"

    def _get(self, path: str, query: Query = ()) -> Any:
        return self.transport.request("GET", path, query=query).json()

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self.transport.request("POST", path, body=body).json()

    def _delete(self, path: str) -> None:
        self.transport.request("DELETE", path)

    def _held_back(self, path: str, wait_seconds: int) -> Any:
        """What goes on there; held back until it is over, or for so many seconds."""
        headers = {"Prefer": f"wait={wait_seconds}"} if wait_seconds else None
        timeout_seconds = wait_seconds + 10.0 if wait_seconds else None
        return self.transport.request("GET", path, headers=headers, timeout_seconds=timeout_seconds).json()

    def _over(self, path: str, what: str, timeout_seconds: float) -> Any:
        """It when it is over; `TimeoutError` if it is not by then."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            left = deadline - time.monotonic()
            found = self._held_back(path, int(max(1, min(left, _LONGEST_WAIT_SECONDS))))
            if "ended_at" in found:
                return found
            if time.monotonic() >= deadline:
                raise TimeoutError(f"{what} is {found['state']} after {timeout_seconds:g} s")

    def _cancelled(self, path: str, patience_seconds: Optional[float] = None) -> Any:
        """It, stopped; one that is cancelled already stays so."""
        try:
            return self.transport.request("POST", f"{path}:cancel", patience_seconds=patience_seconds).json()
        except Conflict:
            found = self._get(path)
            if found["state"] != "cancelled":
                raise
            return found  # a lost answer was asked for again

    def _kept(self, path: str, query: Query = ()) -> Any:
        """What is kept, where it is still fresh or the service is away; else what the service says."""
        url = self.transport.url(path, query)
        kept = self._cache.find(url)
        if kept is not None and kept.fresh:
            return kept.body
        try:
            answer = self.transport.request("GET", path, query=query, headers={"If-None-Match": kept.etag} if kept else None)
        except Unavailable:
            if kept is None:
                raise
            return kept.body
        body = kept.body if kept is not None and answer.status == 304 else answer.json()
        self._keep(url, answer, body)
        return body

    def _keep(self, url: str, answer: Answer, body: Any) -> None:
        etag = answer.headers.get("ETag")
        age = max_age_seconds(answer.headers.get("Cache-Control"))
        if etag is not None and age > 0:
            self._cache.keep(url, Kept(etag, time.time() + age, body))

    def _pages(self, path: str, query: Query) -> Iterator[Any]:
        asked = list(query)
        token: Optional[str] = None
        while True:
            page = self._get(path, [*asked, ("page_token", token)])
            yield from page["items"]
            token = page.get("next_page_token")
            if token is None:
                return


def search(tags: Optional[Mapping[str, str]], fields: Mapping[str, object]) -> Query:
    """Every tag is a parameter of its own."""
    return [*fields.items(), *(("tag", f"{key}:{value}") for key, value in (tags or {}).items())]


def given(**fields: Any) -> dict[str, Any]:
    """Those that are said."""
    return {name: value for name, value in fields.items() if value is not None}
