"""Whether what answers is a service that this client was written for.

The paths begin with `/v1`, which stays; before version 1.0 a new minor version may add to what is said there or take away
from it. The contract that a service hands out, `/openapi.yaml`, begins with its name and version.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from typing import NamedTuple, Optional, Tuple

from .errors import problem
from .version import __version__

# Its title and version stand in the first lines.
_HEAD_BYTES = 400

# What a service says of its contract only where that is not: below /v1 it asks for a key first.
_NOTHING_THERE = frozenset((401, 403, 404))

_TITLE = re.compile(r"^\s*title:\s*Rangefinder\s*$", re.MULTILINE)
_VERSION = re.compile(r"^\s*version:\s*['\"]?([0-9][^\s'\"]*)", re.MULTILINE)


class Service(NamedTuple):
    """What answers at an address; the version is None where it is something else, or the service is not below that path."""

    url: str
    version: Optional[str]
    elsewhere: bool = False

    def objection(self) -> Optional[str]:
        """Why this client and that service do not go together; None where they do."""
        if self.elsewhere:
            root = urllib.parse.urlsplit(self.url)._replace(path="", query="", fragment="").geturl()
            return f"No Rangefinder answers at {self.url}, but one does at that host: try {root}."
        if self.version is None:
            return f"What answers at {self.url} is no Rangefinder service."
        theirs, ours = _release(self.version), _release(__version__)
        if theirs == ours:
            return None
        found = f"The service at {self.url} has version {self.version}, which is {'older' if theirs < ours else 'newer'} than"
        remedy = "update the service" if theirs < ours else "install the client of that version"
        return f"{found} this client's {__version__}: {remedy}."


def service(opener: urllib.request.OpenerDirector, url: str, timeout_seconds: float) -> Service:
    """Asks; OSError where nothing answers."""
    request = urllib.request.Request(f"{url}/openapi.yaml", headers={"Range": f"bytes=0-{_HEAD_BYTES - 1}"})
    try:
        with opener.open(request, timeout=timeout_seconds) as response:
            head = response.read(_HEAD_BYTES).decode("utf-8", "replace")
    except urllib.error.HTTPError as refused:
        with refused:
            said = problem(refused.code, refused.read())
        if said.documented and said.status in _NOTHING_THERE and urllib.parse.urlsplit(url).path:
            return Service(url, None, elsewhere=True)
        head = ""
    version = _VERSION.search(head)
    return Service(url, version.group(1) if version and _TITLE.search(head) else None)


def _release(version: str) -> Tuple[int, ...]:
    """Major and minor: what may differ in them is told apart, patches go together."""
    parts = re.findall(r"\d+", version.split("-")[0])[:2]
    return tuple(int(part) for part in parts)
