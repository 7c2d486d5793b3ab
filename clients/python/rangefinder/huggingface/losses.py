"""The losses of the Trainer's steps, which it shows to no callback."""

from __future__ import annotations

import math
from typing import Any, List, Optional, Tuple

import torch

from ..pytorch.batches import samples, unharmed


class Losses:
    """Stands in for `training_step`, and keeps what it returns until `take`; `remove` takes it away."""

    def __init__(self, trainer: Any):
        self._trainer = trainer
        self._own = vars(trainer).get("training_step")
        self._kept: List[Tuple[torch.Tensor, int, bool]] = []
        step = trainer.training_step

        def training_step(model: Any, inputs: Any, *more: Any, **named: Any) -> torch.Tensor:
            count = samples(inputs)
            loss: torch.Tensor = step(model, inputs, *more, **named)
            self._kept.append((loss.detach(), count, self._normalized(more, named)))
            return loss

        trainer.training_step = training_step

    def leave_out(self) -> None:
        """Before the step: batches that had nothing to learn from, such as one whose labels are all ignored."""
        if any(math.isnan(float(loss)) for loss, _, _ in self._kept) and unharmed(self._trainer.model.parameters()):
            self._kept = [one for one in self._kept if not math.isnan(float(one[0]))]

    def take(self) -> Optional[float]:
        """The mean over the samples, or the tokens, of the optimizer step; None where there was none.

        Of accumulated batches the Trainer gives parts of a mean: where it counts tokens their sum is the mean, else each was
        divided by how many there are, whatever their sizes.
        """
        kept, self._kept = self._kept, []
        if not kept:
            return None
        losses = [float(loss) for loss, _, _ in kept]
        if any(normalized for _, _, normalized in kept):
            return sum(losses)
        whole = sum(count for _, count, _ in kept)
        return sum(loss * len(kept) * count / whole for loss, (_, count, _) in zip(losses, kept))

    def remove(self) -> None:
        if self._own is None:
            vars(self._trainer).pop("training_step", None)
        else:
            self._trainer.training_step = self._own

    def _normalized(self, more: Tuple[Any, ...], named: Any) -> bool:
        """As the Trainer decides whether to divide by the number of batches (`Trainer.training_step`)."""
        items = named.get("num_items_in_batch", more[0] if more else None)
        accepts = getattr(self._trainer, "model_accepts_loss_kwargs", False)
        return (accepts and items is not None) or getattr(self._trainer, "compute_loss_func", None) is not None
