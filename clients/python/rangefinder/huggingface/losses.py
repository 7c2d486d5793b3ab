"""The losses of the Trainer's steps, which it shows to no callback."""

from __future__ import annotations

import math
from typing import Any, List, NamedTuple, Optional, Tuple

import torch

from ..pytorch.batches import samples, unharmed


class _Part(NamedTuple):
    """What a batch has to do with the loss of its step."""

    loss: torch.Tensor
    samples: int
    divisor: Optional[int]


class Losses:
    """Stands in for `training_step`, and keeps what it returns until `take`; `remove` takes it away."""

    def __init__(self, trainer: Any):
        self._trainer = trainer
        self._own = vars(trainer).get("training_step")
        self._kept: List[_Part] = []
        step = trainer.training_step

        def training_step(model: Any, inputs: Any, *more: Any, **named: Any) -> torch.Tensor:
            count = samples(inputs)
            loss: torch.Tensor = step(model, inputs, *more, **named)
            self._kept.append(_Part(loss.detach(), count, self._divisor(more, named)))
            return loss

        trainer.training_step = training_step

    def leave_out(self) -> None:
        """Before the step: batches that had nothing to learn from, such as one whose labels are all ignored."""
        if any(math.isnan(float(part.loss)) for part in self._kept) and unharmed(self._trainer.model.parameters()):
            self._kept = [part for part in self._kept if not math.isnan(float(part.loss))]

    def take(self) -> Optional[float]:
        """The mean over the samples, or the tokens, of the optimizer step; None where there was none.

        Of accumulated batches the Trainer gives parts of a mean: where it counts tokens their sum is the mean, else each was
        divided by how many there are, whatever their sizes.
        """
        kept, self._kept = self._kept, []
        if not kept:
            return None
        if any(part.divisor is None for part in kept):
            return sum(float(part.loss) for part in kept)
        whole = sum(part.samples for part in kept)
        return sum(float(part.loss) * (part.divisor or 1) * part.samples / whole for part in kept)

    def remove(self) -> None:
        if self._own is None:
            vars(self._trainer).pop("training_step", None)
        else:
            self._trainer.training_step = self._own

    def _divisor(self, more: Tuple[Any, ...], named: Any) -> Optional[int]:
        """By how many batches the Trainer divides a loss; None where it does not (`Trainer.training_step`)."""
        items = named.get("num_items_in_batch", more[0] if more else None)
        accepts = getattr(self._trainer, "model_accepts_loss_kwargs", False)
        if (accepts and items is not None) or getattr(self._trainer, "compute_loss_func", None) is not None:
            return None
        every: int = self._trainer.args.gradient_accumulation_steps
        return getattr(self._trainer, "current_gradient_accumulation_steps", every)
