"""`Trainer(…, callbacks=[Rates(schedule)])`."""

from __future__ import annotations

from typing import Any, Optional

from transformers import TrainerCallback

from ..pytorch.rates import GroupRates
from ..reporting import Reporter
from ..schedules import Schedule
from .losses import Losses


class Rates(TrainerCallback):  # type: ignore[misc]
    """Sets the rates before every step, whatever the Trainer's own scheduler has set, and has them logged.

    Iterations are the Trainer's `global_step`, so a training that goes on from a checkpoint finds its place. The Trainer shows
    callbacks no losses: to report them give it, too, `trainer.add_callback(Rates(schedule, reporter, trainer))`.
    """

    def __init__(self, schedule: Schedule, reporter: Optional[Reporter] = None, trainer: Any = None):
        if reporter is not None and trainer is None:
            raise ValueError("trainer is None, expected the Trainer, which alone knows the losses to report")
        self.schedule = schedule
        self.reporter = reporter
        self._losses = None if reporter is None else Losses(trainer)
        self._rates: Optional[GroupRates] = None

    def on_train_begin(self, args: Any, state: Any, control: Any, optimizer: Any = None, **kwargs: Any) -> None:
        self._rates = GroupRates(optimizer)

    def on_step_begin(
        self, args: Any, state: Any, control: Any, optimizer: Any = None, lr_scheduler: Any = None, **kwargs: Any
    ) -> None:
        if self._rates is None:
            self._rates = GroupRates(optimizer)
        self._rates.follow(self.schedule, state.global_step)
        self._say(lr_scheduler, state.global_step)

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._losses is not None:
            self._losses.leave_out()

    def on_step_end(self, args: Any, state: Any, control: Any, lr_scheduler: Any = None, **kwargs: Any) -> None:
        taken = state.global_step - 1
        self._say(lr_scheduler, taken)
        loss = None if self._losses is None else self._losses.take()
        if self.reporter is not None and loss is not None and state.is_world_process_zero:
            self.reporter.add(taken, loss, self.schedule.lr(taken))

    def _say(self, lr_scheduler: Any, iteration: int) -> None:
        """What the Trainer logs is what its scheduler says to have set last."""
        inner = getattr(lr_scheduler, "scheduler", lr_scheduler)
        if inner is not None and self._rates is not None:
            inner._last_lr = self._rates.rates(self.schedule.lr(iteration))
