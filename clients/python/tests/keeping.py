"""What stands where a reporter stands."""

from __future__ import annotations

from typing import List, NamedTuple, Optional


class Added(NamedTuple):
    iteration: int
    loss: float
    lr: Optional[float]


class Kept:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.added: List[Added] = []

    def add(self, iteration: int, loss: float, lr: Optional[float] = None) -> None:
        self.added.append(Added(iteration, float(loss), lr))
