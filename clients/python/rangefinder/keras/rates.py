"""`model.fit(…, callbacks=[Rates(schedule)])`."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

import keras

from ..reporting import Reporter
from ..schedules import Schedule
from .observing import refuse_what_hides_steps, seen, taken


class Rates(keras.callbacks.Callback):  # type: ignore[misc]
    """Sets the rate before every step, and reports the losses where there is a reporter.

    Iterations are the optimizer's, so a training that goes on finds its place. The momentum stays as it was compiled. Keras shows
    the mean over the epoch so far, in single precision; the loss of a step is what was added to it.
    """

    def __init__(self, schedule: Schedule, reporter: Optional[Reporter] = None):
        super().__init__()
        self.schedule = schedule
        self.reporter = reporter
        self._iteration = 0
        self._before: Optional[Tuple[float, float]] = None
        self._between_steps = True

    def on_train_begin(self, logs: Any = None) -> None:
        refuse_what_hides_steps(self.model)
        self._between_steps = True

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        model = self.model
        if self._between_steps:
            self._iteration = taken(model)
            model.optimizer.learning_rate = self.schedule.lr(self._iteration)
            self._before = seen(model) if self.reporter is not None else None
            self._between_steps = False
        elif batch == 0:
            self._before = None  # the means began anew in the middle of a step

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, float]] = None) -> None:
        if taken(self.model) == self._iteration:
            return  # more batches go into this step, or the loss scaler did not take it
        self._between_steps = True
        if self.reporter is None or self._before is None:
            return
        total, count = seen(self.model) or self._before
        if count > self._before[1]:
            loss = (total - self._before[0]) / (count - self._before[1])
            self.reporter.add(self._iteration, loss, self.schedule.lr(self._iteration))
