"""`Trainer(callbacks=[Rates(schedule)])`, beside no other scheduler."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from ..pytorch.rates import GroupRates
from ..pytorch.steps import Steps
from ..reporting import Reporter
from ..schedules import Schedule
from .batches import Backward, Batch, Gathered, Name, chosen, learned_from, mean, observed
from .framework import Callback


class Rates(Callback):  # type: ignore[misc]
    """Sets the rates of an optimizer before each of its steps, and reports the losses where there is a reporter.

    Of several optimizers say which one is meant, by its index or the name of its class; its own steps are counted, in automatic
    and manual optimization. What is reported of a step is the mean over its samples; a step without a loss, or with one that
    it shares with others, is left out. The count is part of a checkpoint, and so are the ratios of the groups.
    """

    def __init__(self, schedule: Schedule, reporter: Optional[Reporter] = None, *, optimizer: Name = None):
        self.schedule = schedule
        self.reporter = reporter
        self.optimizer = optimizer
        self._loaded: Dict[str, Any] = {}
        self._rates: Optional[GroupRates] = None
        self._iteration = 0
        self._steps: Optional[Steps] = None
        self._before_batch = 0
        self._gathered: Optional[Gathered] = None
        self._backward = Backward()

    @property
    def state_key(self) -> str:
        return str(self._generate_state_key(optimizer=self.optimizer))

    def state_dict(self) -> Dict[str, Any]:
        return {"iteration": self._iteration, "rates": self._rates.state() if self._rates else None}

    def load_state_dict(self, state_dict: Dict[str, Any]) -> None:
        self._loaded = dict(state_dict)

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        optimizer = chosen(trainer.optimizers, self.optimizer)
        self._rates = GroupRates(optimizer)
        if self._loaded.get("rates"):
            self._rates.load(self._loaded["rates"])
        self._iteration = self._loaded["iteration"] if "iteration" in self._loaded else self._counted_by(trainer)
        self._loaded = {}
        self._steps = Steps(optimizer, self._set, self._count)
        self._gathered = None if self.reporter is None else Gathered(optimizer)
        self._set()

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        self._before_batch = self._iteration
        self._backward.begin()
        self._set()  # also for what logs the rates before the step

    def on_before_backward(self, trainer: Any, pl_module: Any, loss: Any) -> None:
        self._backward.note(loss)
        if self._gathered is not None:
            self._gathered.before_backward()

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        taken = self._iteration - self._before_batch
        if self._gathered is not None:
            self._gathered.add(observed(trainer, pl_module, outputs, batch, self._backward))
            if taken == 0:  # more batches go into this step
                self._gathered.without_a_step()
            else:
                self._report(trainer, pl_module, taken, self._gathered.take())
        if taken > 0:
            self._set()  # as a scheduler would have by now, for callbacks that look before this one

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        self._end()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self._end()

    def _report(self, trainer: Any, module: Any, taken: int, batches: List[Batch]) -> None:
        loss = mean(learned_from(batches, module))
        if taken == 1 and loss is not None and self.reporter is not None and trainer.is_global_zero:
            self.reporter.add(self._before_batch, loss, self.schedule.lr(self._before_batch))

    def _set(self) -> None:
        if self._rates is not None:
            self._rates.follow(self.schedule, self._iteration)

    def _count(self) -> None:
        self._iteration += 1

    def _end(self) -> None:
        self._gathered = None
        if self._steps is not None:
            self._steps.remove()
            self._steps = None

    def _counted_by(self, trainer: Any) -> int:
        """A checkpoint that was written without this callback knows the steps of all optimizers together."""
        if trainer.global_step > 0 and len(trainer.optimizers) > 1:
            raise ValueError(
                f"the checkpoint counts {trainer.global_step} steps of {len(trainer.optimizers)} optimizers together,"
                " expected one that was written with this callback"
            )
        return int(trainer.global_step)
