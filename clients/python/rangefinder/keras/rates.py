"""`model.fit(…, callbacks=[Rates(schedule)])`."""

from __future__ import annotations

from typing import Any, Dict, Optional

import keras

from ..ascent import refuse_endless
from ..reporting import Reporter
from ..schedules import Schedule
from .observing import StepCount, StepLoss, scheduled


class Rates(keras.callbacks.Callback):  # type: ignore[misc]
    """Sets the rate before every step, and reports the losses where there is a reporter.

    Iterations are the optimizer's, so a training that goes on finds its place. The momentum stays as it was compiled. Keras shows
    the mean over the epoch so far, in single precision; the loss of a step is what was added to it. Where a model has several
    optimizers, give the one that is meant, and the name of its loss among the metrics.
    """

    def __init__(self, schedule: Schedule, reporter: Optional[Reporter] = None, *, optimizer: Any = None, loss: str = "loss"):
        super().__init__()
        self.schedule = schedule
        self.reporter = reporter
        self._given = optimizer
        self._named = loss
        self._loss = StepLoss(loss)
        self._steps: Optional[StepCount] = None

    def on_train_begin(self, logs: Any = None) -> None:
        self._optimizer = scheduled(self.model, self._given)
        self._loss = StepLoss(self._named)
        self._steps = None

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        model = self.model  # brings the state to the model where the backend keeps it elsewhere
        if self._steps is None:
            self._steps = StepCount(self._optimizer)
            self._optimizer.learning_rate = self.schedule.lr(self._steps.taken)
        if self.reporter is not None:
            self._loss.before_batch(model)

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, float]] = None) -> None:
        model = self.model
        if self.reporter is not None:
            self._loss.after_batch(model)
        steps = self._steps
        if steps is None:
            return
        if not steps.after_batch():  # more batches go into this step
            if steps.skipped:  # by a loss scaler, so that its loss is none of the step
                self._loss.take()
            return
        self._steps = None
        loss = self._loss.take()
        if self.reporter is not None:
            if loss is None:
                name = self._named
                raise ValueError(
                    f"train_step counts no {name}, expected a metric of the model: keras.metrics.Mean(name={name!r})"
                )
            self.reporter.add(steps.taken, loss, self.schedule.lr(steps.taken))

    def on_epoch_end(self, epoch: int, logs: Optional[Dict[str, float]] = None) -> None:
        if self._steps is not None:
            accumulated = getattr(self._optimizer, "gradient_accumulation_steps", None) or 1
            refuse_endless(type(self._optimizer).__name__, self._steps.batches, most=accumulated + 1)
        if logs is not None:  # as Keras' own schedules do
            logs["learning_rate"] = float(keras.ops.convert_to_numpy(self._optimizer.learning_rate))
