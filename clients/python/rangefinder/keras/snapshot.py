"""What a training by Keras changes, and how to put it back."""

from __future__ import annotations

import random
import sys
from typing import Any, List

import keras

from ..drawing import Restore
from .observing import metrics


class Snapshot:
    """Weights, the optimizers' variables, metrics and seed generators.

    The model is to be built, and its optimizers with it, so that there is nothing that has no value yet.
    """

    def __init__(self, model: Any):
        self._training = [_variable(variable) for variable in _variables(model)]

    def restore_training(self) -> None:
        """The next repeat starts from the same weights, with other batches."""
        for restore in self._training:
            restore()

    def restore(self) -> None:
        self.restore_training()


def _variables(model: Any) -> List[Any]:
    """Those of the model, of its metrics, and of every optimizer that it keeps."""
    held = [*model.variables, *(variable for metric in metrics(model) for variable in metric.variables)]
    for optimizer in vars(model).values():
        if isinstance(optimizer, keras.optimizers.Optimizer):
            if not optimizer.built:
                raise ValueError(f"{type(optimizer).__name__} is not built, expected optimizer.build(variables) before")
            held += optimizer.variables
    return list({id(variable): variable for variable in held}.values())


def _variable(variable: Any) -> Restore:
    kept = keras.ops.convert_to_numpy(variable.value).copy()
    return lambda: variable.assign(kept)


def attributes(model: Any) -> List[Restore]:
    """What `fit` leaves on it."""
    restores: List[Restore] = []
    for name in ("history", "stop_training"):
        had, value = hasattr(model, name), getattr(model, name, None)
        restores.append(_attribute(model, name, had, value))
    return restores


def _attribute(model: Any, name: str, had: bool, value: Any) -> Restore:
    def put_back() -> None:
        if had:
            setattr(model, name, value)
        elif hasattr(model, name):
            delattr(model, name)

    return put_back


def random_numbers() -> List[Restore]:
    """Of the process, and the generator from which Keras draws where a layer has none of its own."""
    python = random.getstate()
    restores: List[Restore] = [lambda: random.setstate(python)]
    numpy: Any = sys.modules["numpy"]
    legacy = numpy.random.get_state()
    restores.append(lambda: numpy.random.set_state(legacy))
    torch: Any = sys.modules.get("torch")
    if torch is not None:
        drawn = torch.get_rng_state()
        restores.append(lambda: torch.set_rng_state(drawn))
    # Without it the first draw would make one, from Python's generator.
    restores.append(_variable(_shared_generator().state))
    return restores


def _shared_generator() -> Any:
    from keras.src.random.seed_generator import global_seed_generator

    return global_seed_generator()
