"""For Keras 3: `model.fit(…, callbacks=[Rates(schedule)])`."""

from __future__ import annotations

from typing import Any, Dict, Optional

import keras

from .reporting import Reporter
from .schedules import Schedule


class Rates(keras.callbacks.Callback):  # type: ignore[misc]
    """Sets the rate before every step, and reports the losses where there is a reporter.

    Iterations are the optimizer's, so a training that goes on finds its place. The momentum stays as it was compiled. Keras'
    logs hold the mean over the epoch so far, from which the loss of each batch is computed back.
    """

    def __init__(self, schedule: Schedule, reporter: Optional[Reporter] = None):
        super().__init__()
        self.schedule = schedule
        self.reporter = reporter
        self._iteration = 0
        self._seen = 0
        self._sum = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._seen, self._sum = 0, 0.0

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self._iteration = int(self.model.optimizer.iterations.numpy())
        self.model.optimizer.learning_rate = self.schedule.lr(self._iteration)

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, float]] = None) -> None:
        if self.reporter is None or logs is None:
            return
        self._seen += 1
        whole = float(logs["loss"]) * self._seen
        self.reporter.add(self._iteration, whole - self._sum, self.schedule.lr(self._iteration))
        self._sum = whole
