"""Whether what answers is a service that this client was written for.

The paths begin with `/v1`, which stays; before version 1.0 a new minor version may add to what is said there or take away
from it. The contract that a service hands out, `/openapi.yaml`, begins with its name and version.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from typing import NamedTuple, Optional, Tuple

from .version import __version__

# Its title and version stand in the first lines.
_HEAD_BYTES = 400

_TITLE = re.compile(r"^\s*title:\s*Rangefinder\s*$", re.MULTILINE)
_VERSION = re.compile(r"^\s*version:\s*['\"]?([0-9][^\s'\"]*)", re.MULTILINE)


class Service(NamedTuple):
    """What answers at an address; the version is None where it is something else."""

    url: str
    version: Optional[str]

    def objection(self) -> Optional[str]:
        """Why this client and that service do not go together; None where they do."""
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
        refused.close()
        head = ""
    version = _VERSION.search(head)
    return Service(url, version.group(1) if version and _TITLE.search(head) else None)


def _release(version: str) -> Tuple[int, ...]:
    """Major and minor: what may differ in them is told apart, patches go together."""
    parts = re.findall(r"\d+", version.split("-")[0])[:2]
    return tuple(int(part) for part in parts)
