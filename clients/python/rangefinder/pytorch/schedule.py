"""A schedule as torch's schedulers are used."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence

from torch.optim import lr_scheduler
from torch.optim.optimizer import Optimizer

from ..schedules import Schedule

# Called _LRScheduler before torch 2.0.
_Base: Any = getattr(lr_scheduler, "LRScheduler", None) or lr_scheduler._LRScheduler


class RemoteSchedule(_Base):  # type: ignore[misc]
    """Sets rate and, where the schedule says one, momentum; `step()` once after every optimizer step.

    Groups of parameters keep the ratio of their rates to that of the first group, or take `multipliers`, one a group.
    `iteration` is how many optimizer steps were made before. The state is all that decides the rates, so that
    a checkpoint goes on with the schedule that it was written under, also without the service.
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
        self.multipliers = ratios(optimizer) if multipliers is None else list(multipliers)
        if len(self.multipliers) != len(optimizer.param_groups):
            raise ValueError(
                f"multipliers has {len(self.multipliers)} numbers, expected {len(optimizer.param_groups)}, one a group"
            )
        super().__init__(optimizer)
        if iteration != 0:
            self._go_to(iteration)

    def get_lr(self) -> List[float]:
        lr = self.schedule.lr(self.last_epoch)
        return [lr * multiplier for multiplier in self.multipliers]

    # What torch's step(epoch) asks for.
    _get_closed_form_lr = get_lr

    def step(self, epoch: Optional[int] = None) -> None:
        super().step(epoch)
        apply(self.schedule, self.last_epoch, self.optimizer, self.multipliers)  # torch sets the rates alone

    def state_dict(self) -> Dict[str, Any]:
        return {
            "last_epoch": self.last_epoch,
            "multipliers": list(self.multipliers),
            "schedule": self.schedule.definition(),
        }

    def load_state_dict(self, state_dict: Dict[str, Any]) -> None:
        if state_dict["schedule"] != self.schedule.definition():
            self.schedule = Schedule(**state_dict["schedule"])
        self.multipliers = list(state_dict["multipliers"])
        self._go_to(state_dict["last_epoch"])

    def _go_to(self, iteration: int) -> None:
        self.last_epoch = iteration
        self._step_count = iteration + 1
        self._last_lr = self.get_lr()
        apply(self.schedule, iteration, self.optimizer, self.multipliers)


def apply(schedule: Schedule, iteration: int, optimizer: Any, multipliers: Sequence[float]) -> None:
    """Sets the rate of every group, and the momentum where the schedule says one, for the step that follows so many."""
    lr, momentum = schedule.lr(iteration), schedule.momentum(iteration)
    for group, multiplier in zip(optimizer.param_groups, multipliers):
        group["lr"] = lr * multiplier
        if momentum is not None and "betas" in group:
            group["betas"] = (momentum, *group["betas"][1:])
        elif momentum is not None and "momentum" in group:
            group["momentum"] = momentum


def ratios(optimizer: Any) -> List[float]:
    """Of the rates that the groups were given; an optimizer that was loaded knows them as `initial_lr`."""
    given = [float(group.get("initial_lr", group["lr"])) for group in optimizer.param_groups]
    return [lr / given[0] if given[0] > 0 else 1.0 for lr in given]
