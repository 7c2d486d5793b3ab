"""The training of a range test, one optimizer step at a time."""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass
from typing import Any, Callable, ContextManager, Iterator, List, NamedTuple, Optional, Tuple

import torch
from torch import nn

from .batches import on_device, pair

Forward = Callable[[nn.Module, Any], Tuple[torch.Tensor, Optional[torch.Tensor]]]


class Step(NamedTuple):
    """Loss and accuracy of the batch, before the step.

    `skipped`: the loss scaler did not take it, as its scale was too high. Where the loss itself is not finite, it was the rate.
    """

    loss: float
    accuracy: Optional[float]
    skipped: bool


def supervised(loss_fn: Callable[[Any, Any], torch.Tensor]) -> Forward:
    """Batches of (input, target). The accuracy is known where targets are classes and outputs have one score for each."""

    def forward(model: nn.Module, batch: Any) -> Tuple[torch.Tensor, Optional[torch.Tensor]]:
        inputs, targets = pair(batch)
        outputs = model(inputs)
        return loss_fn(outputs, targets), _accuracy(outputs, targets)

    return forward


def _accuracy(outputs: Any, targets: Any) -> Optional[torch.Tensor]:
    classes = (
        isinstance(outputs, torch.Tensor)
        and isinstance(targets, torch.Tensor)
        and outputs.dim() == 2
        and outputs.shape[:1] == targets.shape
        and not targets.is_floating_point()
    )
    return (outputs.detach().argmax(1) == targets).float().mean() if classes else None


@dataclass
class Ramp:
    """How one optimizer step is made; `accumulate` batches of `batches` go into each.

    The rate of every group is that of the ladder times `ratios`. All else about the optimizer stays as it is.
    """

    model: nn.Module
    optimizer: torch.optim.Optimizer
    forward: Forward
    batches: Iterator[Any]
    ratios: List[float]
    accumulate: int
    scaler: Any
    autocast: Callable[[], ContextManager[Any]]
    clip_grad_norm: Optional[float]
    device: torch.device

    def step(self, lr: float) -> Step:
        for group, ratio in zip(self.optimizer.param_groups, self.ratios):
            group["lr"] = lr * ratio
        self.optimizer.zero_grad()
        measured = [self._backward(last=index == self.accumulate - 1) for index in range(self.accumulate)]
        skipped = self._update()
        losses = torch.stack([loss for loss, _ in measured]).double().mean()
        accuracies = [accuracy for _, accuracy in measured if accuracy is not None]
        if len(accuracies) < len(measured):
            loss, accuracy = losses.item(), None
        else:
            loss, accuracy = torch.stack([losses, torch.stack(accuracies).double().mean()]).tolist()
        return Step(loss, accuracy, skipped and math.isfinite(loss))

    def _backward(self, last: bool) -> Tuple[torch.Tensor, Optional[torch.Tensor]]:
        """Ranks exchange their gradients once a step, with the last batch (DistributedDataParallel.no_sync)."""
        apart = getattr(self.model, "no_sync", None)
        with contextlib.nullcontext() if last or apart is None else apart():
            with self.autocast():
                loss, accuracy = self.forward(self.model, on_device(next(self.batches), self.device))
            part = loss / self.accumulate
            (part if self.scaler is None else self.scaler.scale(part)).backward()
        return loss.detach(), accuracy

    def _update(self) -> bool:
        """Whether the scaler skipped the step: only then does it lower its scale."""
        if self.scaler is None:
            self._clip()
            self.optimizer.step()
            return False
        scale = self.scaler.get_scale()
        if self.clip_grad_norm is not None:
            self.scaler.unscale_(self.optimizer)
            self._clip()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return bool(self.scaler.get_scale() < scale)

    def _clip(self) -> None:
        if self.clip_grad_norm is not None:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.clip_grad_norm)
