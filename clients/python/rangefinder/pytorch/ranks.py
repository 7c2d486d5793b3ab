"""One decision for all processes of a training."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any, Callable, List, Optional, Tuple

import torch
import torch.distributed as dist

from ..ascent import Alone, Ranks, Step


class Together:
    """The processes of torch.distributed, which agree over a group of their own, on the CPU.

    One that does not hear from the others for `timeout_seconds` raises an error, as it does at once when one of them dies.
    """

    def __init__(self, timeout_seconds: float):
        self.size = dist.get_world_size()
        self.first = dist.get_rank() == 0
        self._group = dist.new_group(backend="gloo", timeout=timedelta(seconds=timeout_seconds))

    def agree(self, make: Callable[[], Any]) -> Any:
        said: List[Any] = [None]
        if self.first:
            try:
                said = [(True, make())]
            except Exception as failure:
                said = [(False, failure)]
        dist.broadcast_object_list(said, src=0, group=self._group)
        made, value = said[0]
        if not made:
            raise value
        return value

    def gather(self, value: Any) -> List[Any]:
        said: List[Any] = [None] * self.size
        dist.all_gather_object(said, value, group=self._group)
        return said

    def pool(self, step: Step, stop: bool) -> Tuple[Step, bool]:
        """One exchange an iteration, of numbers that every process sums to the same doubles."""
        accuracy = math.nan if step.accuracy is None else step.accuracy
        shared = torch.tensor([step.loss, accuracy, float(step.skipped), float(self.first and stop)], dtype=torch.float64)
        dist.all_reduce(shared, group=self._group)
        loss, accuracy, skipped, stopped = shared.tolist()
        mean: Optional[float] = None if math.isnan(accuracy) else accuracy / self.size
        return Step(loss / self.size, mean, skipped > 0), stopped > 0

    def part(self) -> None:
        dist.destroy_process_group(self._group)


def ranks(timeout_seconds: float) -> Ranks:
    """Those that torch.distributed was initialised with, if it was."""
    together = dist.is_available() and dist.is_initialized() and dist.get_world_size() > 1
    return Together(timeout_seconds) if together else Alone()
