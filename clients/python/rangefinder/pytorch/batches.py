"""Batches as long as they are needed, and where the model is."""

from __future__ import annotations

from typing import Any, Iterable, Iterator, Tuple

import torch


def endless(loader: Iterable[Any]) -> Iterator[Any]:
    """A loader that is shorter than the test begins again, with another order where its sampler is told the epoch."""
    sampler: Any = getattr(loader, "sampler", None)
    epoch = getattr(sampler, "epoch", 0)
    while True:
        empty = True
        for batch in loader:
            empty = False
            yield batch
        if empty:
            raise ValueError("loader has no batches, expected one or more")
        epoch += 1
        if hasattr(sampler, "set_epoch"):
            sampler.set_epoch(epoch)


def on_device(batch: Any, device: torch.device) -> Any:
    """The batch with every tensor in it on the device."""
    if isinstance(batch, torch.Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, dict):
        return {name: on_device(value, device) for name, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return [on_device(value, device) for value in batch]
    return batch


def pair(batch: Any) -> Tuple[Any, Any]:
    """Input and target."""
    if isinstance(batch, (list, tuple)) and len(batch) == 2:
        return batch[0], batch[1]
    raise ValueError(f"a batch is {type(batch).__name__}, expected (input, target); for others say forward=")
