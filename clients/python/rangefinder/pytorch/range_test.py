"""A range test around a training loop of one's own."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence

import torch
from torch import nn

from ..ascent import Ascent, Prepared, Sweep, Verification
from ..client import Rangefinder
from .batches import finite
from .ranks import ranks
from .rates import GroupRates, refuse_several
from .snapshot import Snapshot, refuse_what_cannot_be_put_back
from .workload import workload


class RangeTest(Ascent):
    """For loops that make their steps themselves:

        with RangeTest(model, optimizer, batch_size=64, iterations_per_epoch=100) as test:
            for lr in test:               # every group of the optimizer has its rate
                test.report(train_step())   # the loss of the step
        test.found

    The steps are the script's own, whatever they do. Leaving the block puts back model, optimizer and random numbers, and
    all that is named in `restore`: other modules, optimizers, scalers, schedulers, averages, lists.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        *,
        batch_size: Optional[int] = None,
        iterations_per_epoch: Optional[int] = None,
        loader: Any = None,
        accumulate: int = 1,
        restore: Sequence[Any] = (),
        start_lr: Optional[float] = None,
        end_lr: Optional[float] = None,
        iterations: Optional[int] = None,
        training_iterations: Optional[int] = None,
        spacing: str = "exponential",
        refine: Optional[bool] = None,
        refine_iterations: Optional[int] = None,
        repeats: int = 1,
        multipliers: Optional[Sequence[float]] = None,
        description: Optional[str] = None,
        trivial_loss: Optional[float] = None,
        name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        rangefinder: Optional[Rangefinder] = None,
        timeout_seconds: float = 120.0,
        progress: bool = True,
        verification: Optional[Verification] = None,
        validation: Any = None,
    ):
        refuse_several(optimizer)
        refuse_what_cannot_be_put_back(model)
        service = rangefinder or Rangefinder()
        # Longer than the first process may wait for the service before it says so to the others.
        together = ranks(2 * timeout_seconds + service.transport.patience_seconds)
        if verification is not None and together.size > 1:
            together.part()
            raise ValueError("verify goes with no torch.distributed yet, expected one process")
        described = workload(
            model,
            optimizer,
            loader,
            description=description,
            batch_size=batch_size,
            iterations_per_epoch=iterations_per_epoch,
            accumulate=accumulate,
            processes=together.size,
            trivial_loss=trivial_loss,
        )

        def prepare() -> Prepared:
            snapshot = Snapshot(model, optimizer, *restore, loader=loader, validation=validation)
            try:
                rates = GroupRates(optimizer, multipliers)
                return Prepared(snapshot, rates.set, lambda: finite(model), rates.refuse_others)
            except BaseException:
                snapshot.restore()
                raise

        super().__init__(
            service,
            described,
            Sweep(start_lr, end_lr, iterations, training_iterations, spacing, refine, refine_iterations),
            prepare=prepare,
            together=together,
            repeats=repeats,
            name=name,
            tags=tags,
            timeout_seconds=timeout_seconds,
            show_progress=progress,
            verification=verification,
        )

    def __exit__(self, kind: Optional[type], failure: Optional[BaseException], trace: object) -> bool:
        diverged = super().__exit__(kind, failure, trace)
        if kind is None or diverged:
            self.found.warn()
        return diverged
