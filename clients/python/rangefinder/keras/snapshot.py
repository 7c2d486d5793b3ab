"""What a training by Keras changes, and how to put it back."""

from __future__ import annotations

import random
import sys
from typing import Any, List

import keras

from ..drawing import Restore


class Snapshot:
    """Weights, the optimizer's variables, metrics, seed generators, random numbers, and what `fit` leaves on the model.

    The model is to be built, and its optimizer with it, so that there is nothing that has no value yet.
    """

    def __init__(self, model: Any):
        model.optimizer.build(model.trainable_variables)
        self._training = [_variable(variable) for variable in _variables(model)]
        self._random: List[Restore] = [*_random(), *_attributes(model)]

    def restore_training(self) -> None:
        """All but the random numbers: the next repeat starts from the same weights, with other batches."""
        for restore in self._training:
            restore()

    def restore(self) -> None:
        self.restore_training()
        for restore in self._random:
            restore()


def _variables(model: Any) -> List[Any]:
    found = {id(variable): variable for variable in [*model.variables, *model.optimizer.variables]}
    return list(found.values())


def _variable(variable: Any) -> Restore:
    kept = keras.ops.convert_to_numpy(variable.value).copy()
    return lambda: variable.assign(kept)


def _attributes(model: Any) -> List[Restore]:
    """`fit` sets them."""
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


def _random() -> List[Restore]:
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
