"""`model.fit(…, callbacks=[Rates(schedule)])`."""

from __future__ import annotations

from typing import Any, Dict, Optional

import keras

from ..reporting import Reporter
from ..schedules import Schedule
from .observing import StepLoss, refuse_what_hides_steps, taken


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
        self._loss = StepLoss()
        self._between_steps = True

    def on_train_begin(self, logs: Any = None) -> None:
        refuse_what_hides_steps(self.model)
        self._loss = StepLoss()
        self._between_steps = True

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        model = self.model  # brings the state to the model where the backend keeps it elsewhere
        if self._between_steps:
            self._iteration = taken(model)
            model.optimizer.learning_rate = self.schedule.lr(self._iteration)
            self._between_steps = False
        if self.reporter is not None:
            self._loss.before_batch(model)

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, float]] = None) -> None:
        model = self.model
        if self.reporter is not None:
            self._loss.after_batch(model)
        if taken(model) == self._iteration:
            return  # more batches go into this step, or the loss scaler did not take it
        self._between_steps = True
        loss = self._loss.take()
        if self.reporter is not None:
            if loss is None:
                raise ValueError("train_step counts no loss, expected a metric of the model: keras.metrics.Mean(name='loss')")
            self.reporter.add(self._iteration, loss, self.schedule.lr(self._iteration))
