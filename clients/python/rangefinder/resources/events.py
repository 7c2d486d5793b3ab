"""What happens to a range test, as it happens."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, NamedTuple, Optional

from ..errors import Unavailable
from .asking import Asking

# The service says something every fifteen.
_SILENT_SECONDS = 45.0


class Event(NamedTuple):
    """Its kind (`run`, `points`, `progress`, `end`) and what it says (openapi.yaml); `id` is where to go on."""

    kind: str
    data: Dict[str, Any]
    id: Optional[str]


class Events(Asking):
    def events(self, id: str, after: Optional[str] = None) -> Iterator[Event]:
        """From the beginning, or after the event of that id, up to `end`; a connection that is lost is made again."""
        return self._events(f"/v1/range-tests/{id}/events", after)

    def comparison_events(self, id: str, after: Optional[str] = None) -> Iterator[Event]:
        """The same of a comparison; `run` and `points` name the `entry` as well."""
        return self._events(f"/v1/comparisons/{id}/events", after)

    def _events(self, path: str, after: Optional[str]) -> Iterator[Event]:
        last = after
        while True:
            headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last} if last else {})}
            try:
                lines = self.transport.lines(path, headers, _SILENT_SECONDS)
                for event in _parsed(lines):
                    last = event.id or last
                    yield event
                    if event.kind == "end":
                        return
                return
            except Unavailable:
                if last is None:
                    raise


def _parsed(lines: Iterator[str]) -> Iterator[Event]:
    """As the HTML standard reads them, section 9.2.6."""
    fields: Dict[str, List[str]] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields.setdefault(name, []).append(value[1:] if value.startswith(" ") else value)
        else:
            if "data" in fields:
                data = json.loads("\n".join(fields["data"]))
                yield Event(fields.get("event", ["message"])[-1], data, fields.get("id", [None])[-1])  # type: ignore[list-item]
            fields = {}
