"""What Keras shows a callback of an optimizer step, and what it hides."""

from __future__ import annotations

from typing import Any, Optional, Tuple


def refuse_what_hides_steps(model: Any) -> None:
    """A callback that is not called at every step can neither set its rate nor see its loss."""
    steps = getattr(model, "steps_per_execution", 1)
    if steps != 1:
        raise ValueError(f"steps_per_execution is {steps}, expected 1: Keras calls nothing between the steps of one execution")
    if model.optimizer is None:
        raise ValueError("the model has no optimizer, expected one that is compiled")
    held = getattr(getattr(model.optimizer, "inner_optimizer", model.optimizer), "_learning_rate", None)
    if callable(held) and not hasattr(held, "assign"):
        raise ValueError(f"the optimizer's learning_rate is {type(held).__name__}, expected a number, which can be set")


def taken(model: Any) -> int:
    """How many steps the optimizer has made; batches that it accumulates make one together."""
    return int(_number(model.optimizer.iterations))


def seen(model: Any) -> Optional[Tuple[float, float]]:
    """The sum of the losses over the samples of this epoch, and how many those are; None where the model counts neither."""
    for metric in model.metrics:
        if metric.name == "loss" and hasattr(metric, "total") and hasattr(metric, "count"):
            return float(_number(metric.total)), float(_number(metric.count))
    return None


class StepLoss:
    """The mean over the samples of an optimizer step, whose batches may lie in two epochs, when Keras' own means begin anew."""

    def __init__(self) -> None:
        self._total = self._count = 0.0
        self._before = (0.0, 0.0)

    def before_batch(self, model: Any) -> None:
        self._before = seen(model) or (0.0, 0.0)

    def after_batch(self, model: Any) -> None:
        total, count = seen(model) or self._before
        self._total += total - self._before[0]
        self._count += count - self._before[1]

    def take(self) -> Optional[float]:
        """That of the batches since the last time; None where the model's train_step counts them in no metric named loss."""
        mean = self._total / self._count if self._count > 0 else None
        self._total = self._count = 0.0
        return mean


def _number(value: Any) -> Any:
    """Of a variable or a tensor of any backend."""
    import keras

    return keras.ops.convert_to_numpy(value)
