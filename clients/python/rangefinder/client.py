"""The service, from Python."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

from . import credentials
from .cache import directory
from .resources import Catalogue, Comparisons, Events, Keys, Pictures, RangeTests, Schedules, TrainingRuns
from .transport import Transport


class Rangefinder(RangeTests, Comparisons, Events, Schedules, TrainingRuns, Catalogue, Pictures, Keys):
    """A service at `url`, or at `$RANGEFINDER_URL`, or on this machine.

    `key`, `$RANGEFINDER_KEY` or `~/.config/rangefinder/key` is for one that asks for a key; `ca` or `$RANGEFINDER_CA` is a file
    of certificates, for an `https` service that Python does not trust by itself.
    What fails is tried again for `patience_seconds` before it is `Unavailable`; a single try hears nothing for
    `timeout_seconds` at most. What never changes is kept below `home` and asked for once. Safe to use from any thread.
    """

    def __init__(
        self,
        url: Optional[str] = None,
        key: Optional[str] = None,
        *,
        timeout_seconds: float = 10.0,
        patience_seconds: float = 60.0,
        home: Optional[Path] = None,
        ca: Optional[str] = None,
    ):
        transport = Transport(
            url or os.environ.get("RANGEFINDER_URL") or "http://127.0.0.1:8080",
            credentials.key(key),
            timeout_seconds,
            patience_seconds,
            trust=credentials.trust(ca),
        )
        super().__init__(transport, Path(home) if home else directory())

    def __repr__(self) -> str:
        return f"Rangefinder({self.transport.base_url!r})"

    @property
    def service_version(self) -> Optional[str]:
        """That of the service there; None where something else answers."""
        return self.transport.service().version
