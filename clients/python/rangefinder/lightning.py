"""For Lightning: `Trainer(callbacks=[Rates(schedule)])`, beside no other scheduler."""

from __future__ import annotations

from typing import Any, List, Optional

try:
    from lightning.pytorch.callbacks import Callback
except ImportError:
    from pytorch_lightning.callbacks import Callback

from .pytorch.schedule import apply, ratios
from .reporting import Reporter
from .schedules import Schedule


class Rates(Callback):  # type: ignore[misc]
    """Sets the rates of the optimizer before every step, and reports the losses where there is a reporter.

    Iterations are Lightning's `global_step`, so a training that goes on from a checkpoint finds its place.
    """

    def __init__(self, schedule: Schedule, reporter: Optional[Reporter] = None):
        self.schedule = schedule
        self.reporter = reporter
        self._ratios: List[float] = []
        self._losses: List[float] = []
        self._iteration = 0

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        self._ratios = ratios(trainer.optimizers[0])

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        self._iteration = trainer.global_step
        apply(self.schedule, self._iteration, trainer.optimizers[0], self._ratios)

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        self._losses.append(float(outputs["loss"] if isinstance(outputs, dict) else outputs))
        if trainer.global_step == self._iteration:
            return  # more batches go into this step
        if self.reporter is not None and trainer.is_global_zero:
            # Lightning has divided each by how many they are.
            self.reporter.add(self._iteration, sum(self._losses), self.schedule.lr(self._iteration))
        self._losses.clear()
