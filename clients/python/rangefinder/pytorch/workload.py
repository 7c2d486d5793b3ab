"""What a range test is told about a training that it does not see."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional

import torch
from torch import nn

from ..numbers import real, whole


def workload(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loader: Any,
    *,
    description: Optional[str],
    batch_size: Optional[int],
    iterations_per_epoch: Optional[int],
    accumulate: int,
    processes: int,
    trivial_loss: Optional[float] = None,
) -> Dict[str, Any]:
    """Batches and iterations are those of an optimizer step: of all processes and accumulated batches together."""
    name = type(_plain(model)).__name__
    return {
        "description": description or name,
        "batch_size": _batch_size(loader) * accumulate * processes
        if batch_size is None
        else whole("batch_size", batch_size, least=1),
        "iterations_per_epoch": max(1, _length(loader) // accumulate)
        if iterations_per_epoch is None
        else whole("iterations_per_epoch", iterations_per_epoch, least=1),
        "model": {"architecture": name, "parameters": sum(parameter.numel() for parameter in model.parameters())},
        "optimizer": {"type": type(optimizer).__name__.lower(), **_options(optimizer)},
        **({} if trivial_loss is None else {"trivial_loss": real("trivial_loss", trivial_loss)}),
    }


def _plain(model: nn.Module) -> nn.Module:
    """The model inside DistributedDataParallel, DataParallel and torch.compile."""
    while True:
        inner = getattr(model, "_orig_mod", None)
        if isinstance(model, (nn.parallel.DistributedDataParallel, nn.DataParallel)):
            inner = model.module
        if not isinstance(inner, nn.Module):
            return model
        model = inner


def _batch_size(loader: Any) -> int:
    for owner in (loader, getattr(loader, "batch_sampler", None)):
        size = getattr(owner, "batch_size", None)
        if isinstance(size, int):
            return size
    raise ValueError("loader does not say its batch_size, expected batch_size=")


def _length(loader: Any) -> int:
    try:
        return len(loader)
    except (TypeError, NotImplementedError):  # of an IterableDataset
        raise ValueError("loader has no length, expected iterations_per_epoch=") from None


def _options(optimizer: torch.optim.Optimizer) -> Dict[str, Any]:
    """What JSON can say of the first group, but for the rate, which the test is about."""
    options: Dict[str, Any] = {}
    for name, value in optimizer.param_groups[0].items():
        if name not in ("params", "lr", "initial_lr", "type", "param_names") and _sayable(value):
            options[name] = list(value) if isinstance(value, tuple) else value
    return options


def _sayable(value: Any) -> bool:
    members: List[Any] = list(value) if isinstance(value, tuple) else [value]
    return all(
        isinstance(member, (bool, int, str)) or (isinstance(member, float) and math.isfinite(member)) for member in members
    )
