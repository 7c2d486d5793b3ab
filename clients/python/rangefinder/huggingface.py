"""For Hugging Face's Trainer: `Trainer(…, callbacks=[Rates(schedule)])`."""

from __future__ import annotations

from typing import Any, List

from transformers import TrainerCallback

from .pytorch.schedule import apply, ratios
from .schedules import Schedule


class Rates(TrainerCallback):  # type: ignore[misc]
    """Sets the rates before every step, whatever the Trainer's own scheduler has set.

    Iterations are the Trainer's `global_step`, so a training that goes on from a checkpoint finds its place. Its logs hold
    means over many steps, so the losses cannot be reported from here.
    """

    def __init__(self, schedule: Schedule):
        self.schedule = schedule
        self._ratios: List[float] = []

    def on_train_begin(self, args: Any, state: Any, control: Any, optimizer: Any = None, **kwargs: Any) -> None:
        self._ratios = ratios(optimizer)

    def on_step_begin(self, args: Any, state: Any, control: Any, optimizer: Any = None, **kwargs: Any) -> None:
        apply(self.schedule, state.global_step, optimizer, self._ratios)
