"""The share of right answers in a batch, where it is known what an answer is: right, or absent.

Nothing here waits for a GPU: where the values of the targets say that there is none, it is NaN.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional, Tuple

import torch
from torch import nn
from torch.nn import functional

# torch's own.
_IGNORED = -100

# Between single and half precision.
_SAME = 1e-3

_OF_CLASSES = (nn.CrossEntropyLoss, nn.NLLLoss, functional.cross_entropy, functional.nll_loss)
_OF_LOGITS = (nn.BCEWithLogitsLoss, functional.binary_cross_entropy_with_logits)
_OF_PROBABILITIES = (nn.BCELoss, functional.binary_cross_entropy)


def accuracy(outputs: Any, targets: Any, loss_fn: Callable[..., Any], loss: Any) -> Optional[torch.Tensor]:
    """One tensor of one number, or None.

    Class indices are compared with the highest score, those that the loss ignores left out; of a loss that is not
    torch's own only where it came to the cross entropy, which tells that it reads scores and indices so. Where the loss is
    torch's binary one, a single score is compared by its sign, or with one half. Soft and several labels, and regression,
    have none.
    """
    loss_fn, ignored = _function(loss_fn)
    if not isinstance(outputs, torch.Tensor) or not isinstance(targets, torch.Tensor):
        return None
    outputs = outputs.detach()
    if _is(loss_fn, _OF_LOGITS):
        return _binary(outputs, targets, 0.0)
    if _is(loss_fn, _OF_PROBABILITIES):
        return _binary(outputs, targets, 0.5)
    if targets.is_floating_point() or targets.is_complex() or targets.dtype == torch.bool:
        return None
    if outputs.dim() != targets.dim() + 1 or outputs.dim() < 2 or _apart(outputs) != targets.shape:
        return None
    if _is(loss_fn, _OF_CLASSES):
        return _classes(outputs, targets, ignored)
    if outputs.dim() > 2 or outputs.shape[1] < 2 or not isinstance(loss, torch.Tensor) or loss.numel() != 1:
        return None
    right = _classes(outputs, targets, _IGNORED)
    return torch.where(_is_cross_entropy(outputs, targets, loss), right, torch.full_like(right, float("nan")))


def _function(loss_fn: Callable[..., Any]) -> Tuple[Callable[..., Any], int]:
    """The function inside partial ones, and the label that it ignores."""
    ignored: Optional[int] = None
    while isinstance(loss_fn, functools.partial):
        ignored = loss_fn.keywords.get("ignore_index") if ignored is None else ignored
        loss_fn = loss_fn.func
    return loss_fn, getattr(loss_fn, "ignore_index", _IGNORED) if ignored is None else ignored


def _apart(outputs: torch.Tensor) -> torch.Size:
    """The shape without the classes, which torch has second."""
    return outputs.shape[:1] + outputs.shape[2:]


def _classes(outputs: torch.Tensor, targets: torch.Tensor, ignored: int) -> torch.Tensor:
    counted = targets != ignored
    valid = (~counted | ((targets >= 0) & (targets < outputs.shape[1]))).all()
    right = ((outputs.argmax(1) == targets) & counted).sum() / counted.sum()  # 0 / 0 is NaN
    return torch.where(valid, right, torch.full_like(right, float("nan")))


def _is_cross_entropy(outputs: torch.Tensor, targets: torch.Tensor, loss: torch.Tensor) -> torch.Tensor:
    """An index that is none is taken for one that is: what comes of it is not equal."""
    indices = torch.where(targets == _IGNORED, targets, targets.clamp(0, outputs.shape[1] - 1)).long()
    expected = functional.cross_entropy(outputs.float(), indices)
    return torch.isclose(loss.detach().float().reshape(()), expected, rtol=_SAME, atol=_SAME)


def _binary(outputs: torch.Tensor, targets: torch.Tensor, threshold: float) -> Optional[torch.Tensor]:
    one_column = outputs.dim() == 1 or (outputs.dim() == 2 and outputs.shape[1] == 1)
    if not one_column or outputs.numel() != targets.numel():
        return None
    answers, wanted = outputs.reshape(-1), targets.reshape(-1)
    hard = ((wanted == 0) | (wanted == 1)).all()
    share = ((answers > threshold) == (wanted > 0.5)).float().mean()
    return torch.where(hard, share, torch.full_like(share, float("nan")))


def _is(loss_fn: Callable[..., Any], kinds: Any) -> bool:
    return any(loss_fn is kind or (isinstance(kind, type) and isinstance(loss_fn, kind)) for kind in kinds)
