"""What a training draws from, and where its loader is: random numbers, epochs, workers."""

from __future__ import annotations

import random
import sys
from typing import Any, List

import torch

from ..drawing import Restore, of_data


def drawn_from(loader: Any) -> List[Restore]:
    """How the generators of the process, of the loader and of its data set are put back, and who counts there."""
    return [*_of_the_process(), *of_data(loader), *_workers(loader)]


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
