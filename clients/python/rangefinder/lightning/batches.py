"""What a batch of Lightning's loop observed, and of which optimizer."""

from __future__ import annotations

import math
from typing import Any, List, NamedTuple, Optional, Sequence, Union

import torch

from ..pytorch.batches import samples, unharmed

# An index into what configure_optimizers returns, or the name of its class.
Name = Union[int, str, None]


def chosen(optimizers: Sequence[Any], name: Name) -> Any:
    """The optimizer of that name; the only one where none is said."""
    kinds = [type(optimizer).__name__ for optimizer in optimizers]
    expected = ", ".join(f"{index} ({kind})" for index, kind in enumerate(kinds))
    if name is None:
        if len(optimizers) == 1:
            return optimizers[0]
        raise ValueError(f"there are {len(optimizers)} optimizers, expected optimizer= with one of {expected}")
    if isinstance(name, int) and 0 <= name < len(optimizers):
        return optimizers[name]
    if isinstance(name, str) and kinds.count(name) == 1:
        return optimizers[kinds.index(name)]
    raise ValueError(f"optimizer is {name!r}, expected one of {expected}")


class Batch(NamedTuple):
    """Its loss, or None where training_step returned none, and its samples."""

    loss: Optional[float]
    samples: int


class Backward:
    """The losses that went backward in a batch: an optimizer with a closure, such as LBFGS, asks for more at other weights."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Another batch."""
        self._first: Optional[torch.Tensor] = None
        self._asked = 0

    def note(self, loss: torch.Tensor) -> None:
        if self._asked == 0:
            self._first = loss.detach().clone()
        self._asked += 1

    @property
    def before_the_step(self) -> Optional[torch.Tensor]:
        """Where there were several; a loss scaler, which changes what goes backward, asks but once."""
        return self._first if self._asked > 1 else None


class Gathered:
    """The batches whose gradients the next step of an optimizer has.

    Those whose gradients were zeroed before it have no part in it: where a loss scaler skipped their step, or an `optimizer_step`
    of the module's own steps with every other batch alone.
    """

    def __init__(self, optimizer: Any) -> None:
        self.since_step = 0
        self._optimizer = optimizer
        self._batches: List[Batch] = []
        self._had_gradients = False

    def before_backward(self) -> None:
        if self._batches and self._had_gradients and not self._has_gradients():
            self._batches.clear()

    def add(self, batch: Batch) -> None:
        self.since_step += 1
        self._batches.append(batch)

    def without_a_step(self) -> None:
        """So far, after another batch."""
        self._had_gradients = self._has_gradients()  # a strategy may keep them elsewhere

    def take(self) -> List[Batch]:
        """Those of the step that was made."""
        taken, self._batches = self._batches, []
        self.since_step = 0
        self._had_gradients = False
        return taken

    def _has_gradients(self) -> bool:
        found = (parameter.grad for group in self._optimizer.param_groups for parameter in group["params"])
        return any(gradient is not None and _not_zero(gradient) for gradient in found)


def _not_zero(gradient: Any) -> bool:
    """Of one that is sparse, or shared among processes, it is not asked."""
    if type(gradient) is not torch.Tensor or gradient.layout != torch.strided:
        return True
    return bool(gradient.any())


def observed(trainer: Any, module: Any, outputs: Any, batch: Any, backward: Backward) -> Batch:
    """Lightning divides the losses of accumulated batches by how many they are, where it steps itself."""
    loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
    if module.automatic_optimization and backward.before_the_step is not None:
        loss = backward.before_the_step
    if loss is None:
        return Batch(None, samples(batch))
    return Batch(float(loss) * (trainer.accumulate_grad_batches if module.automatic_optimization else 1), samples(batch))


def learned_from(batches: List[Batch], module: Any) -> List[Batch]:
    """Without those that had nothing to learn from, such as one whose labels are all ignored."""
    if any(batch.loss is not None and math.isnan(batch.loss) for batch in batches) and unharmed(module.parameters()):
        return [batch for batch in batches if batch.loss is None or not math.isnan(batch.loss)]
    return batches


def mean(batches: List[Batch]) -> Optional[float]:
    """Over the samples; None where no batch has a loss. Those without one took no part in the step."""
    known = [(batch.loss, batch.samples) for batch in batches if batch.loss is not None]
    whole = sum(count for _, count in known)
    return sum(loss * (count / whole) for loss, count in known) if known else None
