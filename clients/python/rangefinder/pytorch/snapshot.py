"""Everything that a range test changes, and how to put it back to the bit."""

from __future__ import annotations

from typing import Any, List

import torch
from torch import nn

from ..drawing import Restore, of_data
from .freezing import Frozen
from .randomness import drawn_from
from .rates import inner_optimizers


class Snapshot:
    """The states of a training, such as model, optimizer, loss, scaler and scheduler, and the random numbers that it draws.

    What it covers is said in docs/restoring.md.
    """

    def __init__(self, *states: Any, loader: Any = None, validation: Any = None):
        self._training = Frozen()
        for state in states:
            self._training.add(state)
            if hasattr(state, "param_groups"):
                for inner in inner_optimizers(state):
                    self._training.add(inner)
        self._random: List[Restore] = [*drawn_from(loader), *of_data(validation)]

    def restore_training(self) -> None:
        """All but the random numbers: the next repeat starts from the same weights, with other batches."""
        self._training.restore()

    def restore(self) -> None:
        self.restore_training()
        for restore in self._random:
            restore()


class Within:
    """A training that a framework has set up already, for the repeats within it; what was before is a `Snapshot`'s."""

    def __init__(self, *states: Any):
        self._training = Frozen()
        for state in states:
            self._training.add(getattr(state, "optimizer", state) if not isinstance(state, nn.Module) else state)

    def restore_training(self) -> None:
        self._training.restore()

    def restore(self) -> None:
        self._training.restore()


def refuse_what_cannot_be_put_back(model: nn.Module) -> None:
    """Parameters that are not there yet, and those of which this process has a part alone."""
    for name, parameter in model.named_parameters():
        if isinstance(parameter, torch.nn.parameter.UninitializedParameter):
            raise ValueError(f"parameter {name} has no shape yet, expected one: give the model a batch first, model(inputs)")
        if type(parameter).__name__ == "DTensor" or hasattr(parameter, "_is_sharded"):
            raise ValueError(f"parameter {name} is sharded over processes, expected one that is whole here")
    for name, module in model.named_modules():
        if type(module).__name__ == "FullyShardedDataParallel":
            raise ValueError(f"module {name or 'itself'} is sharded over processes (FSDP), expected whole parameters")
