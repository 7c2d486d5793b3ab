"""`RangeTest().run(model, x, y, batch_size=64)`: a range test by Keras' own loop."""

from __future__ import annotations

import contextlib
import math
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import keras

from ..ascent import Ascent, Prepared, Sweep, refuse_endless
from ..client import Rangefinder
from ..drawing import of_data
from ..found import Found
from ..numbers import real, whole
from .observing import StepCount, StepLoss, finite, metrics, scheduled
from .snapshot import Snapshot, attributes, random_numbers

# fit's own, for arrays.
_BATCH_SIZE = 32

# More than any sweep needs: it is the sweep that ends.
_EPOCHS = 1_000_000

_ACCURACIES = ("accuracy", "acc", "sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy")


class RangeTest:
    """Trains as `model.fit` would, without callbacks and validation, and puts everything back.

    Weights, optimizer, metrics, seeds and random numbers are then as they were. What it cannot put back is what was taken out
    of a generator that is given as data. Where a model has several optimizers, give the one that is meant, and the name of its
    loss among the metrics.
    """

    def __init__(
        self,
        *,
        optimizer: Any = None,
        loss: str = "loss",
        batch_size: Optional[int] = None,
        iterations_per_epoch: Optional[int] = None,
        start_lr: Optional[float] = None,
        end_lr: Optional[float] = None,
        iterations: Optional[int] = None,
        training_iterations: Optional[int] = None,
        spacing: str = "exponential",
        refine: Optional[bool] = None,
        refine_iterations: Optional[int] = None,
        repeats: int = 1,
        description: Optional[str] = None,
        trivial_loss: Optional[float] = None,
        name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        rangefinder: Optional[Rangefinder] = None,
        timeout_seconds: float = 120.0,
        progress: bool = True,
    ):
        self.optimizer = optimizer
        self.loss = loss
        self.batch_size = batch_size
        self.iterations_per_epoch = iterations_per_epoch
        self.sweep = Sweep(start_lr, end_lr, iterations, training_iterations, spacing, refine, refine_iterations)
        self._description = description
        self._trivial_loss = trivial_loss
        self._given: Dict[str, Any] = {
            "repeats": repeats,
            "name": name,
            "tags": tags,
            "timeout_seconds": timeout_seconds,
            "show_progress": progress,
        }
        self._service = rangefinder

    def run(self, model: Any, x: Any = None, y: Any = None, **fit: Any) -> Found:
        """The arguments are those of `model.fit`; those about epochs, validation and callbacks do not matter here."""
        scheduled(model, self.optimizer)
        kept = ("batch_size", "shuffle", "class_weight", "sample_weight", "steps_per_epoch")
        unknown = (
            set(fit)
            - {*kept, "epochs", "verbose", "callbacks", "initial_epoch"}
            - {name for name in fit if name.startswith("validation_")}
        )
        if unknown:
            raise ValueError(f"{sorted(unknown)[0]} is given, expected an argument of model.fit")
        arguments = {name: value for name, value in fit.items() if name in kept}
        with contextlib.ExitStack() as stack:
            for restore in attributes(model):
                stack.callback(restore)

            def remember_what_is_drawn() -> None:
                for restore in [*of_data(x), *random_numbers()]:
                    stack.callback(restore)

            stack.enter_context(_after_building(model, remember_what_is_drawn))
            size = _size(x, arguments) if self.batch_size is None else self.batch_size
            climb = _Climb(self, stack, size, drained=hasattr(x, "__next__"))
            model.fit(x, y, **arguments, epochs=_EPOCHS, verbose=0, callbacks=[climb])
        climb.ascent.found.warn()
        return climb.ascent.found

    def ascent(self, model: Any, batch_size: int, batches: Optional[int]) -> Ascent:
        """The range test of a training that is about to begin, in so many batches an epoch."""
        optimizer = scheduled(model, self.optimizer)
        accumulated = getattr(optimizer, "gradient_accumulation_steps", None) or 1
        if self.iterations_per_epoch is None and batches is None:
            raise ValueError("the data have no length, expected iterations_per_epoch=")
        described = {
            "description": self._description or model.name,
            "batch_size": whole("batch_size", batch_size, least=1) * accumulated,
            "iterations_per_epoch": self.iterations_per_epoch or max(1, (batches or 1) // accumulated),
            "model": {"architecture": type(model).__name__, "parameters": model.count_params()},
            "optimizer": _optimizer(optimizer),
            **({} if self._trivial_loss is None else {"trivial_loss": real("trivial_loss", self._trivial_loss)}),
        }

        def set_rate(lr: float) -> None:
            optimizer.learning_rate = lr

        def prepare() -> Prepared:
            return Prepared(Snapshot(model), set_rate, lambda: finite(model))

        return Ascent(self._service or Rangefinder(), described, self.sweep, prepare=prepare, **self._given)


class _Climb(keras.callbacks.Callback):  # type: ignore[misc]
    def __init__(self, test: RangeTest, stack: contextlib.ExitStack, batch_size: int, drained: bool):
        super().__init__()
        self.ascent: Ascent
        self._test = test
        self._stack = stack
        self._batch_size = batch_size
        self._loss = StepLoss(test.loss)
        self._steps: Optional[StepCount] = None
        self._said: List[Tuple[float, Dict[str, float]]] = []  # by each batch of the step, and how much it counts
        self._drained = drained
        self._in_epoch = 0  # batches

    def on_train_begin(self, logs: Any = None) -> None:
        self.ascent = self._test.ascent(self.model, self._batch_size, self.params.get("steps"))
        self._stack.enter_context(self.ascent)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        model = self.model  # brings the state to the model where the backend keeps it elsewhere
        if self._steps is None:
            next(self.ascent)
            self._steps = StepCount(scheduled(model, self._test.optimizer))
            self._said = []
        for metric in metrics(model):  # so that what is said is of the batch alone
            metric.reset_state()
        self._loss.before_batch(model)

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, float]] = None) -> None:
        model, steps = self.model, self._steps
        if steps is None:
            return
        self._said.append((self._loss.after_batch(model) or 1.0, logs or {}))
        self._in_epoch += 1
        if not steps.after_batch() and not steps.skipped:  # more batches go into this step
            refuse_endless(type(steps.optimizer).__name__, steps.batches)
            return
        self._steps = None
        loss = self._loss.take()
        if loss is None:  # of a train_step that keeps other metrics
            loss = self._mean(self._test.loss)
        if loss is None:
            raise ValueError(f"train_step returns no {self._test.loss}, expected one")
        # A loss that is no number was not skipped for its scale: it was the rate.
        self.ascent.report(loss, self._accuracy(), skipped=steps.skipped and math.isfinite(loss))
        self.model.stop_training = self.ascent.over

    def _mean(self, name: str) -> Optional[float]:
        """Over the batches of the step; None where one of them said nothing."""
        if not all(name in said for _, said in self._said):
            return None
        return sum(weight * float(said[name]) for weight, said in self._said) / sum(weight for weight, _ in self._said)

    def _accuracy(self) -> Optional[float]:
        """Where it was compiled in, under one of Keras' names."""
        return next((mean for mean in map(self._mean, _ACCURACIES) if mean is not None), None)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """What is taken out of a generator ends with it, after which Keras goes on with a batch that it has kept."""
        if self._drained and self._in_epoch < (self.params.get("steps") or math.inf) and not self.ascent.over:
            raise ValueError("the data ended before the sweep did, expected data that begin again, or fewer iterations")
        self._in_epoch = 0


@contextlib.contextmanager
def _after_building(model: Any, then: Callable[[], None]) -> Iterator[None]:
    """Where `fit` has taken the batch that it builds a new model by, which a later `fit` does not take again."""
    build = model._symbolic_build

    def building(*given: Any, **named: Any) -> None:
        build(*given, **named)
        then()

    vars(model)["_symbolic_build"] = building
    try:
        yield
    finally:
        del vars(model)["_symbolic_build"]


def _size(x: Any, arguments: Dict[str, Any]) -> int:
    found = arguments.get("batch_size") or getattr(x, "batch_size", None) or (_BATCH_SIZE if hasattr(x, "shape") else None)
    if found is None:
        raise ValueError("the data do not say their batch size, expected RangeTest(batch_size=…)")
    return int(found)


def _optimizer(optimizer: Any) -> Dict[str, Any]:
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    said: Dict[str, Any] = {"type": type(inner).__name__.lower()}
    config = inner.get_config()
    if "momentum" in config:
        said["momentum"] = float(config["momentum"])
    elif "beta_1" in config:
        said["betas"] = [float(config["beta_1"]), float(config.get("beta_2", 0.999))]
    return said
