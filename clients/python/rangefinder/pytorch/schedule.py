"""A schedule as torch's schedulers are used."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence

import torch
from torch.optim import lr_scheduler
from torch.optim.optimizer import Optimizer

from ..comparing import RunSchedule
from ..numbers import whole
from ..schedules import Schedule
from .rates import GroupRates

# Called _LRScheduler before torch 2.0.
_Base: Any = getattr(lr_scheduler, "LRScheduler", None) or lr_scheduler._LRScheduler


class RemoteSchedule(_Base):  # type: ignore[misc]
    """Sets rate and, where the schedule says one, momentum; `step()` once after every optimizer step.

    Groups of parameters keep the ratio of their rates (`GroupRates`), or take `multipliers`, one a group. `iteration` is how many
    optimizer steps were made before. The state is all that decides the rates, so that a checkpoint goes on with the
    schedule that it was written under, also without the service.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedule: Schedule,
        *,
        iteration: int = 0,
        multipliers: Optional[Sequence[float]] = None,
    ):
        self.schedule = schedule
        self._rates = GroupRates(optimizer, multipliers)
        initial = [group["initial_lr"] for group in optimizer.param_groups]
        super().__init__(optimizer)
        for group, lr in zip(optimizer.param_groups, initial):
            group["initial_lr"] = lr  # for which torch takes the rate of the moment
        if iteration != 0:
            self._go_to(whole("iteration", iteration))

    @property
    def multipliers(self) -> List[float]:
        """One for each group."""
        return self._rates.multipliers

    def get_lr(self) -> List[float]:
        return self._rates.rates(self.schedule.lr(self.last_epoch))

    # What torch's step(epoch) asks for.
    _get_closed_form_lr = get_lr

    def step(self, epoch: Optional[int] = None) -> None:
        tensors = [group["lr"] for group in self.optimizer.param_groups]
        super().step(epoch)  # torch sets the rates alone, and puts numbers where there were tensors
        for group, held in zip(self.optimizer.param_groups, tensors):
            if isinstance(held, torch.Tensor):
                group["lr"] = held
        self._follow()

    def report(self, loss: Any = None, **observed: Any) -> None:
        """What a step observed, where the schedule is that of a run that reports (`RunSchedule.report`)."""
        if not isinstance(self.schedule, RunSchedule):
            raise ValueError("the schedule reports nowhere, expected one that compare() has given to train")
        self.schedule.report(loss, **observed)

    def state_dict(self) -> Dict[str, Any]:
        return {"last_epoch": self.last_epoch, "schedule": self.schedule.definition(), **self._rates.state()}

    def load_state_dict(self, state_dict: Dict[str, Any]) -> None:
        if state_dict["schedule"] != self.schedule.definition():
            if isinstance(self.schedule, RunSchedule):
                raise ValueError("the checkpoint has another schedule than this run of a comparison, expected one of this run")
            self.schedule = Schedule(**state_dict["schedule"])
        self._rates.load(state_dict)
        self._go_to(state_dict["last_epoch"])

    def _go_to(self, iteration: int) -> None:
        self.last_epoch = iteration
        self._step_count = iteration + 1
        if isinstance(self.schedule, RunSchedule):
            self.schedule.go_on(iteration)
        self._follow()

    def _follow(self) -> None:
        self._rates.follow(self.schedule, self.last_epoch)
        self._last_lr = self.get_lr()
