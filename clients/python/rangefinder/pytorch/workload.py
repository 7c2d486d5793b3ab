"""What a range test is told about a training that it does not see."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional

import torch
from torch import nn


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
) -> Dict[str, Any]:
    """Batches and iterations are those of an optimizer step: of all processes and accumulated batches together."""
    name = type(_plain(model)).__name__
    return {
        "description": description or name,
        "batch_size": batch_size or _batch_size(loader) * accumulate * processes,
        "iterations_per_epoch": iterations_per_epoch or max(1, _length(loader) // accumulate),
        "model": {"architecture": name, "parameters": sum(parameter.numel() for parameter in model.parameters())},
        "optimizer": {"type": type(optimizer).__name__.lower(), **_options(optimizer)},
    }


def _plain(model: nn.Module) -> nn.Module:
    """The model inside DistributedDataParallel."""
    return model.module if isinstance(model, nn.parallel.DistributedDataParallel) else model


def _batch_size(loader: Any) -> int:
    size = getattr(loader, "batch_size", None)
    if not isinstance(size, int):
        raise ValueError("loader does not say its batch_size, expected batch_size=")
    return size


def _length(loader: Any) -> int:
    try:
        return len(loader)
    except TypeError:
        raise ValueError("loader has no length, expected iterations_per_epoch=") from None


def _options(optimizer: torch.optim.Optimizer) -> Dict[str, Any]:
    """What JSON can say of the first group, but for the rate, which the test is about."""
    options: Dict[str, Any] = {}
    for name, value in optimizer.param_groups[0].items():
        if name not in ("params", "lr", "initial_lr", "type") and _sayable(value):
            options[name] = list(value) if isinstance(value, tuple) else value
    return options


def _sayable(value: Any) -> bool:
    members: List[Any] = list(value) if isinstance(value, tuple) else [value]
    return all(
        isinstance(member, (bool, int, str)) or (isinstance(member, float) and math.isfinite(member))
        for member in members
    )
