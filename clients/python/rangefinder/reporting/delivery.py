"""Sends what reporters left on disk when they had to end before the service was back."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator, NamedTuple, Optional

from ..errors import Problem, Unavailable
from ..transport import Transport
from .journal import Journal
from .reporter import Reporter


class Delivery(NamedTuple):
    """A journal, the route that it was for, and why it could not be delivered; a refused one is set aside."""

    journal: Path
    path: str
    failure: Optional[Exception]


def deliver(transport: Transport, folder: Path, timeout_seconds: float) -> Iterator[Delivery]:
    """Sends every journal for this service, each for so long at most."""
    for journal in Journal.idle(folder):
        address = Journal.address(journal)
        if address is None or address["url"] != transport.base_url:
            continue
        reporter = Reporter(transport, address["path"], journal, fields=address["fields"])
        failure: Optional[Exception] = None
        try:
            reporter.close(final=False, timeout_seconds=timeout_seconds)
        except Unavailable as unavailable:
            failure = unavailable
        except Problem as refused:
            failure = refused
            journal.replace(journal.with_suffix(".refused"))
        yield Delivery(journal, address["path"], failure)
