"""What Keras shows a callback of an optimizer step, and what it hides."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple


def scheduled(model: Any, optimizer: Any = None) -> Any:
    """The one whose rate is to be set: the compiled one unless another is given.

    `ValueError` where a callback, which is not called between the steps, or which Keras' own schedule overrules, cannot set it.
    """
    steps = getattr(model, "steps_per_execution", 1)
    if steps != 1:
        raise ValueError(f"steps_per_execution is {steps}, expected 1: Keras calls nothing between the steps of one execution")
    optimizer = model.optimizer if optimizer is None else optimizer
    if optimizer is None:
        raise ValueError("the model has no optimizer, expected one that is compiled")
    if not hasattr(optimizer, "learning_rate"):
        raise TypeError(f"optimizer is a {type(optimizer).__name__}, expected one of Keras, such as model.generator_optimizer")
    held = getattr(getattr(optimizer, "inner_optimizer", optimizer), "_learning_rate", None)
    if callable(held) and not hasattr(held, "assign"):
        raise ValueError(f"the optimizer's learning_rate is {type(held).__name__}, expected a number, which can be set")
    return optimizer


class StepCount:
    """How many steps an optimizer has made; batches that it accumulates make one together."""

    def __init__(self, optimizer: Any):
        self.optimizer = optimizer
        self.taken = int(_number(optimizer.iterations))
        self.batches = 0  # since then, without those that were skipped
        self.skipped = False
        self._scale = self._loss_scale()

    def after_batch(self) -> bool:
        """Whether it made one; `skipped` where a loss scaler left the gradients of this batch, which it says by a lower scale."""
        scale = self._loss_scale()
        self.skipped = scale < self._scale
        self._scale = scale
        made = int(_number(self.optimizer.iterations)) != self.taken
        self.batches = 0 if made else self.batches + (not self.skipped)
        return made

    def _loss_scale(self) -> float:
        return float(_number(self.optimizer.dynamic_scale)) if hasattr(self.optimizer, "dynamic_scale") else 1.0


def finite(model: Any) -> bool:
    """Whether every weight is a number."""
    import keras

    return all(bool(keras.ops.all(keras.ops.isfinite(weight))) for weight in model.trainable_variables)


def metrics(model: Any) -> List[Any]:
    """Also those that a `metrics` of the model's own leaves out: Keras never begins them anew."""
    held = [*model.metrics, *getattr(model, "_metrics", ())]
    return list({id(metric): metric for metric in held}.values())


def seen(model: Any, loss: str) -> Tuple[float, float]:
    """The sum of the losses over the samples so far, and how many those are; 0 where the model counts neither."""
    for metric in metrics(model):
        if metric.name == loss and hasattr(metric, "total") and hasattr(metric, "count"):
            count = float(_number(metric.count))
            if count > 0:  # else it is one that the model's train_step leaves alone
                return float(_number(metric.total)), count
    return 0.0, 0.0


class StepLoss:
    """The mean over the samples of an optimizer step, whose batches may lie in two epochs, when Keras' own means begin anew."""

    def __init__(self, loss: str) -> None:
        self._loss = loss
        self._total = self._count = 0.0
        self._before = (0.0, 0.0)

    def before_batch(self, model: Any) -> None:
        self._before = seen(model, self._loss)

    def after_batch(self, model: Any) -> float:
        """How many samples it counted."""
        total, count = seen(model, self._loss)
        counted = count - self._before[1]
        self._total += total - self._before[0]
        self._count += counted
        return counted

    def take(self) -> Optional[float]:
        """That of the batches since the last time; None where the model's train_step counts them in no metric of that name."""
        mean = self._total / self._count if self._count > 0 else None
        self._total = self._count = 0.0
        return mean


def _number(value: Any) -> Any:
    """Of a variable or a tensor of any backend."""
    import keras

    return keras.ops.convert_to_numpy(value)
