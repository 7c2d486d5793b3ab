"""A range test of a model where it is: the service says which rates, and when to stop, and reads the curve."""

from __future__ import annotations

import contextlib
import logging
import math
from dataclasses import dataclass
from typing import Any, Callable, ContextManager, Dict, Iterable, Iterator, Optional, Tuple

import torch
from torch import nn

from ..answers import Recommendation
from ..client import Rangefinder
from ..errors import RangefinderError
from ..reporting import Reporter
from ..schedules import Schedule
from .batches import endless
from .ramp import Forward, Ramp, supervised
from .ranks import Ranks, ranks
from .schedule import ratios
from .snapshot import Snapshot
from .workload import workload

_LOG = logging.getLogger("rangefinder")


@dataclass(frozen=True)
class Found:
    """A range test that is over: its id, from which schedules come, and what it recommends."""

    id: str
    recommendation: Recommendation


def lr_find(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_fn: Optional[Callable[[Any, Any], torch.Tensor]],
    loader: Iterable[Any],
    *,
    rangefinder: Optional[Rangefinder] = None,
    start_lr: float = 1e-5,
    end_lr: float = 1.0,
    iterations: int = 500,
    spacing: str = "exponential",
    repeats: int = 1,
    forward: Optional[Forward] = None,
    accumulate: int = 1,
    scaler: Any = None,
    autocast: Callable[[], ContextManager[Any]] = contextlib.nullcontext,
    clip_grad_norm: Optional[float] = None,
    scheduler: Any = None,
    description: Optional[str] = None,
    iterations_per_epoch: Optional[int] = None,
    batch_size: Optional[int] = None,
    tags: Optional[Dict[str, str]] = None,
    timeout_seconds: float = 120.0,
) -> Found:
    """Trains along a rising ladder of rates, reports every step, and puts everything back exactly as it was.

    Also when it stops early or raises: parameters, buffers, gradients, optimizer, scaler, scheduler, random numbers, modes.
    `loss_fn(output, target)` is a mean; for other batches than (input, target) say `forward(model, batch)`, which returns the
    loss and the accuracy or None. An iteration is an optimizer step over `accumulate` batches. Groups of parameters keep the
    ratio of their rates to the first one's. Each of `repeats` starts from the same weights, with the next batches. In
    distributed training every process calls it; the first one talks to the service, and all get the same answer.

    While the service is away the training goes on; at the end it is waited for, for `timeout_seconds`, then `Unavailable` is
    raised, and what was observed is kept on disk for `python -m rangefinder deliver`.
    """
    if forward is None:
        if loss_fn is None:
            raise ValueError("loss_fn is None, expected a function, or forward=")
        forward = supervised(loss_fn)
    service = rangefinder or Rangefinder()
    # Longer than the first process may wait for the service before it says so to the others.
    together = ranks(2 * timeout_seconds + service.transport.patience_seconds)
    described = workload(
        model,
        optimizer,
        loader,
        description=description,
        batch_size=batch_size,
        iterations_per_epoch=iterations_per_epoch,
        accumulate=accumulate,
        processes=together.size,
    )
    sweep = {"start_lr": start_lr, "end_lr": end_lr, "iterations": iterations, "spacing": spacing}
    snapshot = Snapshot(model, optimizer, loss_fn, scaler, scheduler, loader)
    ramp = Ramp(
        model,
        optimizer,
        forward,
        endless(loader),
        ratios(optimizer),
        accumulate,
        scaler,
        autocast,
        clip_grad_norm,
        next(model.parameters()).device,
    )

    def submit() -> Tuple[str, Schedule]:
        submitted = service.range_test(described, sweep, execution="reported", repeats=repeats, tags=tags or {})
        id = submitted["id"]
        return id, service.ladder(id)

    try:
        id, ladder = together.agree(submit)
        with torch.enable_grad(), _cancelled_upon_failure(service, id, together):
            for repeat in range(repeats):
                snapshot.restore_training()
                reporter = service.reporter(id, repeat=repeat) if together.first else None
                _climb(ramp, ladder, reporter, together, timeout_seconds)
        return Found(id, together.agree(lambda: service.recommendation(id)))
    finally:
        snapshot.restore()
        together.part()


def _climb(
    ramp: Ramp, ladder: Schedule, reporter: Optional[Reporter], together: Ranks, timeout_seconds: float
) -> None:
    """One repeat; only the first process has a reporter."""
    if not ramp.model.training:
        ramp.model.train()
    try:
        for iteration, lr in enumerate(ladder):
            step = ramp.step(lr)
            over = reporter is not None and (reporter.stops(iteration + 1) or reporter.failure is not None)
            step, stop = together.pool(step, over)
            if reporter is not None:
                reporter.add(iteration, step.loss, lr, step.accuracy, skipped=step.skipped)
            if stop or not math.isfinite(step.loss):
                break
    except BaseException:
        if reporter is not None:
            reporter.abandon()
        raise
    together.agree(lambda: reporter.close(timeout_seconds=timeout_seconds) if reporter is not None else None)


@contextlib.contextmanager
def _cancelled_upon_failure(service: Rangefinder, id: str, together: Ranks) -> Iterator[None]:
    """So that nobody waits for the rest; a service that is away finds out by the silence."""
    try:
        yield
    except RangefinderError:
        raise  # the service's own failure: what was observed is kept
    except BaseException:
        if together.first:
            try:
                service.cancel(id, patience_seconds=0)
            except RangefinderError as failure:
                _LOG.warning("Range test %s is not cancelled: %s", id, failure)
        raise
