"""A range test of a model where it is: the service says which rates, and when to stop, and reads the curve."""

from __future__ import annotations

import contextlib
import math
from typing import Any, Callable, ContextManager, Dict, Iterable, Optional, Sequence

import torch
from torch import nn

from ..ascent import Step
from ..client import Rangefinder
from ..found import Found
from .batches import Loader, endless
from .ramp import Forward, Ramp, supervised
from .range_test import RangeTest
from .tries import Tries
from .trivial import trivial_of


def lr_find(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_fn: Optional[Callable[[Any, Any], torch.Tensor]],
    loader: Loader,
    *,
    rangefinder: Optional[Rangefinder] = None,
    start_lr: Optional[float] = None,
    end_lr: Optional[float] = None,
    iterations: Optional[int] = None,
    training_iterations: Optional[int] = None,
    spacing: str = "exponential",
    refine: Optional[bool] = None,
    refine_iterations: Optional[int] = None,
    repeats: int = 1,
    forward: Optional[Forward] = None,
    accumulate: int = 1,
    scaler: Any = None,
    autocast: Callable[[], ContextManager[Any]] = contextlib.nullcontext,
    clip_grad_norm: Optional[float] = None,
    scheduler: Any = None,
    restore: Sequence[Any] = (),
    multipliers: Optional[Sequence[float]] = None,
    description: Optional[str] = None,
    trivial_loss: Optional[float] = None,
    iterations_per_epoch: Optional[int] = None,
    batch_size: Optional[int] = None,
    name: Optional[str] = None,
    tags: Optional[Dict[str, str]] = None,
    timeout_seconds: float = 120.0,
    progress: bool = True,
    verify: Optional[int] = None,
    verify_repeats: int = 3,
    validation: Optional[Iterable[Any]] = None,
    classes: Optional[int] = None,
) -> Found:
    """Trains along a rising ladder of rates, reports every step, and puts everything back exactly as it was.

    Also when it stops early or raises: parameters, buffers, gradients, optimizer, scaler, scheduler, random numbers, modes, what
    modules keep besides, and what is named in `restore` (docs/restoring.md says what is covered).

    `loader` gives batches, or is a function that returns one. `loss_fn(output, target)` is a mean; for other batches than
    (input, target) say `forward(model, batch)`, which returns the loss, or the loss and the accuracy. An iteration is an
    optimizer step over `accumulate` batches. `trivial_loss` is the loss of the best answer that looks at no input: what lies
    above it is learned first. Of torch's own losses, on a data set that holds its targets, it is computed. Groups of parameters
    keep the ratio of their rates, or take `multipliers`. Each of `repeats` starts from the same weights, with the next batches.
    Rates and iterations that are left out are chosen by the service: by the optimizer, and a tenth of `training_iterations`,
    the length of the training that is to follow. Where `end_lr` is left out or `refine` is true, further sweeps follow until one
    answers, for `refine_iterations` more, three times the first sweep unless said; the answer is then the last one's.
    In distributed training every process calls it; the first one talks to the service, and all get the same answer. For steps
    that are made by hand there is `RangeTest`.

    With `verify=N` the answer is checked before it is given: the recommended cycle, its shifts and another tool's are trained
    for N iterations together, each from where everything was, and the one with the highest accuracy on `validation`, batches
    like those of `loader`, is the answer (docs/verification.md). `classes`, what samples are told apart in, is read from the
    model's outputs if it is not said.

    While the service is away the training goes on; at the end it is waited for, for `timeout_seconds`, then `Unavailable` is
    raised, and what was observed is kept on disk for `python -m rangefinder deliver`.
    """
    supervised_pairs = forward is None
    if forward is None:
        if loss_fn is None:
            raise ValueError("loss_fn is None, expected a function, or forward=, as in lambda model, batch: model(**batch).loss")
        forward = supervised(loss_fn)
    device = next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
    tries: Optional[Tries] = None
    if verify is not None:
        if validation is None:
            raise ValueError("validation is missing, expected batches on which the trainings that verify=N asks for are judged")
        tries = Tries(model, forward, loader, validation, classes, autocast, device)
    test = RangeTest(
        model,
        optimizer,
        batch_size=batch_size,
        iterations_per_epoch=iterations_per_epoch,
        loader=loader,
        accumulate=accumulate,
        restore=(loss_fn, scaler, scheduler, *restore),
        start_lr=start_lr,
        end_lr=end_lr,
        iterations=iterations,
        training_iterations=training_iterations,
        spacing=spacing,
        refine=refine,
        refine_iterations=refine_iterations,
        repeats=repeats,
        multipliers=multipliers,
        description=description,
        trivial_loss=trivial_of(loss_fn, loader) if trivial_loss is None and supervised_pairs else trivial_loss,
        name=name,
        tags=tags,
        rangefinder=rangefinder,
        timeout_seconds=timeout_seconds,
        progress=progress,
        verification=tries.verification(verify, verify_repeats) if tries is not None and verify is not None else None,
        validation=validation,
    )
    batches = endless(loader)
    with test, contextlib.closing(batches), torch.enable_grad():
        ramp = Ramp(model, optimizer, forward, batches, accumulate, scaler, autocast, clip_grad_norm, device)
        if tries is not None:
            tries.trained_by(test, ramp)
        for _ in test:
            if not model.training:
                model.train()
            try:
                step = ramp.step()
            except Exception as failure:
                if not test.diverged(failure):
                    raise
                step = Step(math.nan, None, skipped=False)
            test.report(step.loss, step.accuracy, skipped=step.skipped)
    return test.found
