"""How long to wait before asking again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Optional

# Its own generator: that of the `random` module belongs to the training, whose results it decides.
_RANDOM = random.SystemRandom()


@dataclass(frozen=True)
class Backoff:
    """Exponential with full jitter, so that those who were refused together do not come back together.

    Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """

    first_seconds: float = 0.2
    most_seconds: float = 10.0

    def seconds(self, failures: int, asked_seconds: Optional[float] = None) -> float:
        """The wait after so many failures in a row (1 or more); never less than what the service asked for."""
        ceiling = min(self.most_seconds, self.first_seconds * 2.0 ** min(failures - 1, 60))
        return (asked_seconds or 0.0) + _RANDOM.uniform(0.0, ceiling)
