"""What a training draws from, and where its loader is: random numbers, epochs, workers."""

from __future__ import annotations

import random
import sys
from typing import Any, List

import torch

from .freezing import Restore, of_generator

# A loader, its samplers, its data set, what that wraps, transforms of transforms …
_DEEPEST = 6

# Longer containers hold samples.
_LONGEST = 64

_PLAIN = (bool, int, float, str, type(None))


def drawn_from(loader: Any) -> List[Restore]:
    """How the generators of the process, of the loader and of its data set are put back, and who counts there."""
    return [*_of_the_process(), *_of_loader(loader), *_workers(loader)]


def _of_the_process() -> List[Restore]:
    python = random.getstate()
    restores: List[Restore] = [lambda: random.setstate(python)]
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        legacy = numpy.random.get_state()
        restores.append(lambda: numpy.random.set_state(legacy))
    cpu = torch.get_rng_state()
    restores.append(lambda: torch.set_rng_state(cpu))
    if torch.cuda.is_available() and torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        devices = torch.cuda.get_rng_state_all()
        restores.append(lambda: torch.cuda.set_rng_state_all(devices))
    return restores


def _of_loader(loader: Any) -> List[Restore]:
    """Generators, and plain attributes such as an epoch, of the loader and of what it is made of; no samples."""
    restores: List[Restore] = []
    seen = set()
    waiting = [(loader, 0)]
    while waiting:
        value, depth = waiting.pop()
        if id(value) in seen or depth > _DEEPEST or isinstance(value, (*_PLAIN, torch.Tensor, type)):
            continue
        seen.add(id(value))
        generator = of_generator(value)
        if generator is not None:
            restores.append(generator)
        elif isinstance(value, (list, tuple, dict)):
            members = list(value.values()) if isinstance(value, dict) else list(value) if len(value) <= _LONGEST else []
            waiting += [(member, depth + 1) for member in members[:_LONGEST]]
        elif type(getattr(value, "__dict__", None)) is dict and not callable(getattr(value, "_shutdown_workers", None)):
            restores.append(_plain_attributes(value))
            waiting += [(member, depth + 1) for member in vars(value).values()]
    return restores


def _plain_attributes(owner: Any) -> Restore:
    kept = {name: value for name, value in vars(owner).items() if isinstance(value, _PLAIN)}
    return lambda: vars(owner).update(kept)


def _workers(loader: Any) -> List[Restore]:
    """Persistent ones draw on from batch to batch: the test gets others, and those of the training wait."""
    if not getattr(loader, "persistent_workers", False) or not hasattr(loader, "_iterator"):
        return []
    kept = loader._iterator
    loader._iterator = None

    def put_back() -> None:
        own = loader._iterator
        if own is not None and own is not kept:
            own._shutdown_workers()
        loader._iterator = kept

    return [put_back]
