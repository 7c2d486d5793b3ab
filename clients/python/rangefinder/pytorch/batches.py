"""Batches as long as they are needed, whatever they are, where the model is."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any, Callable, Dict, Generator, Iterable, Iterator, Sequence, Tuple, Union

import torch

Loader = Union[Iterable[Any], Callable[[], Any]]


def endless(loader: Loader) -> Generator[Any, None, None]:
    """A loader that is shorter than the test begins again, with another order where its sampler is told the epoch.

    A function is called for each batch.
    """
    if callable(loader) and not hasattr(loader, "__iter__"):
        while True:
            yield loader()
    sampler: Any = getattr(loader, "sampler", None)
    epoch = getattr(sampler, "epoch", 0)
    given = 0
    while True:
        before = given
        for batch in loader:
            given += 1
            yield batch
        if given == 0:
            raise ValueError("loader has no batches, expected one or more")
        if given == before:
            raise ValueError(
                f"loader ended after {given} batches and does not begin again, expected one that can be iterated again,"
                " or fewer iterations"
            )
        epoch += 1
        if hasattr(sampler, "set_epoch"):
            sampler.set_epoch(epoch)


def on_device(batch: Any, device: torch.device) -> Any:
    """The batch as it is, of the same types, with every tensor in it on the device."""
    if isinstance(batch, torch.Tensor):
        return batch.to(device, non_blocking=True)
    if batch is None or isinstance(batch, (bool, int, float, str, bytes)):
        return batch
    if callable(getattr(batch, "to", None)) and not isinstance(batch, type):
        moved = batch.to(device)  # PackedSequence, BatchEncoding, graphs
        return batch if moved is None else moved  # in place
    if hasattr(batch, "_fields") and isinstance(batch, tuple):
        return type(batch)(*(on_device(value, device) for value in batch))
    if isinstance(batch, (list, tuple)):
        return _same_type(batch, [on_device(value, device) for value in batch])
    if hasattr(batch, "keys") and hasattr(batch, "__getitem__"):
        return _mapping(batch, {name: on_device(batch[name], device) for name in batch.keys()})
    if dataclasses.is_dataclass(batch) and not isinstance(batch, type):
        return _dataclass(batch, device)
    return batch


def _same_type(batch: Any, moved: Any) -> Any:
    try:
        return type(batch)(moved)
    except TypeError:  # made from something else
        return moved


def _mapping(batch: Any, moved: Dict[Any, Any]) -> Any:
    if not hasattr(batch, "__setitem__"):  # it cannot be refilled
        return _same_type(batch, moved)
    copied = copy.copy(batch)
    for name, value in moved.items():
        copied[name] = value
    return copied


def _dataclass(batch: Any, device: torch.device) -> Any:
    """Without calling its constructor, which may do more than keep what it is given."""
    moved = copy.copy(batch)
    for field in dataclasses.fields(batch):
        object.__setattr__(moved, field.name, on_device(getattr(batch, field.name), device))
    return moved


def pair(batch: Any) -> Tuple[Any, Any]:
    """Input and target."""
    if isinstance(batch, (list, tuple)) and len(batch) == 2:
        return batch[0], batch[1]
    length = f" of {len(batch)}" if isinstance(batch, (list, tuple)) else ""
    raise ValueError(f"a batch is a {type(batch).__name__}{length}, expected (input, target); for others say forward=")


def samples(batch: Any) -> int:
    """How many there are: of texts, or of a dict for each, such as of detection, else the first size of the first tensor in it.

    1 where there is none of these.
    """
    members = list(batch.values()) if isinstance(batch, dict) else batch if isinstance(batch, (list, tuple)) else []
    apart = (len(member) for member in members if isinstance(member, (list, tuple)) and _is_apart(member))
    return next(apart, 0) or next(_sizes(batch), 1)


def _is_apart(members: Sequence[Any]) -> bool:
    """Whether these are samples that were not stacked."""
    return all(isinstance(one, (str, dict)) for one in members)


def unharmed(parameters: Iterable[torch.Tensor]) -> bool:
    """Whether every gradient is a number.

    Where a loss is none and this is so, its batch had nothing to learn from, such as one whose labels are all ignored: 0/0.
    """
    gradients = (parameter.grad for parameter in parameters if parameter.grad is not None)
    values = (gradient.coalesce().values() if gradient.is_sparse else gradient for gradient in gradients)
    return all(bool(torch.isfinite(value).all()) for value in values)


def finite(model: torch.nn.Module) -> bool:
    """Whether every parameter is a number."""
    return all(bool(torch.isfinite(parameter).all()) for parameter in model.parameters())


def _sizes(value: Any) -> Iterator[int]:
    if isinstance(value, torch.nn.utils.rnn.PackedSequence):
        yield int(value.batch_sizes[0])
    elif hasattr(value, "shape") and len(value.shape) > 0:
        yield int(value.shape[0])
    elif hasattr(value, "keys") and hasattr(value, "__getitem__"):
        for name in value.keys():
            yield from _sizes(value[name])
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from _sizes(member)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _sizes(getattr(value, field.name))
    elif isinstance(getattr(value, "num_graphs", None), int):
        yield value.num_graphs
