"""`RangeTest().run(trainer)`: a range test by the Trainer's own loop."""

from __future__ import annotations

import contextlib
import copy
from collections import deque
from typing import Any, Dict, Iterator, Optional, Sequence

from transformers import TrainerCallback

from ..ascent import Ascent, Prepared, Sweep
from ..client import Rangefinder
from ..found import Found
from ..pytorch.batches import finite
from ..pytorch.ranks import ranks
from ..pytorch.rates import GroupRates
from ..pytorch.snapshot import Snapshot, Within, refuse_what_cannot_be_put_back
from ..pytorch.workload import workload
from .losses import Losses

# What a training does besides training.
_QUIET = {
    "eval_strategy": "no",
    "evaluation_strategy": "no",  # its older name
    "save_strategy": "no",
    "logging_strategy": "no",
    "report_to": [],
    "load_best_model_at_end": False,
    "push_to_hub": False,
    "resume_from_checkpoint": None,
    "eval_on_start": False,
    "disable_tqdm": True,
}

_DATA = ("train_dataset", "eval_dataset")


# More than the service chooses for one sweep.
_LONGEST_CHOSEN = 1000


class RangeTest:
    """Trains as the Trainer would, without its callbacks, evaluations and checkpoints, and puts everything back.

    The model, an optimizer that was given, random numbers and the Trainer itself are then as they were: a training that follows
    is the one that it would have been.
    """

    def __init__(
        self,
        *,
        batch_size: Optional[int] = None,
        iterations_per_epoch: Optional[int] = None,
        multipliers: Optional[Sequence[float]] = None,
        start_lr: Optional[float] = 1e-7,
        end_lr: Optional[float] = None,
        iterations: Optional[int] = None,
        training_iterations: Optional[int] = None,
        spacing: str = "exponential",
        refine: Optional[bool] = None,
        refine_iterations: Optional[int] = None,
        repeats: int = 1,
        description: Optional[str] = None,
        trivial_loss: Optional[float] = None,
        name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        rangefinder: Optional[Rangefinder] = None,
        timeout_seconds: float = 120.0,
        progress: bool = True,
    ):
        self.multipliers = multipliers
        self.sweep = Sweep(start_lr, end_lr, iterations, training_iterations, spacing, refine, refine_iterations)
        self._described: Dict[str, Any] = {
            "description": description,
            "batch_size": batch_size,
            "iterations_per_epoch": iterations_per_epoch,
            "trivial_loss": trivial_loss,
        }
        self._given: Dict[str, Any] = {
            "repeats": repeats,
            "name": name,
            "tags": tags,
            "timeout_seconds": timeout_seconds,
            "show_progress": progress,
        }
        self._service = rangefinder
        self._timeout_seconds = timeout_seconds

    def run(self, trainer: Any) -> Found:
        """Of a Trainer that is ready for `trainer.train()`."""
        refuse_what_cannot_be_put_back(trainer.model)
        kept = {name: value for name, value in vars(trainer).items() if isinstance(value, (list, dict, set, deque))}
        noted = [value for name, value in kept.items() if name not in _DATA]
        data = [trainer.train_dataset, trainer.data_collator]
        snapshot = Snapshot(trainer.model, trainer.optimizer, trainer.lr_scheduler, *noted, loader=data)
        with contextlib.ExitStack() as stack:
            stack.callback(snapshot.restore)
            stack.enter_context(_only(trainer, self._most_steps()))
            losses = Losses(trainer)
            stack.callback(losses.remove)
            climb = _Climb(self, losses, trainer)
            trainer.callback_handler.callbacks = [climb]
            with climb.stack:
                trainer.train()
        climb.ascent.found.warn()
        return climb.ascent.found

    def _most_steps(self) -> int:
        """More than all sweeps take: the range test ends itself.

        Not far more, since a Trainer whose data have no length takes it for that of an epoch, and counts up to it when they end.
        """
        first = self.sweep.iterations or _LONGEST_CHOSEN
        further = self.sweep.refine_iterations or 3 * first
        return 2 * int(self._given["repeats"]) * (first + further)

    def ascent(self, trainer: Any, optimizer: Any, loader: Any) -> Ascent:
        """The range test of a training that is about to begin."""
        service = self._service or Rangefinder()
        together = ranks(2 * self._timeout_seconds + service.transport.patience_seconds)
        described = workload(
            trainer.model,
            optimizer,
            _Loader(loader, trainer.args),
            accumulate=trainer.args.gradient_accumulation_steps,
            processes=together.size,
            **self._described,
        )

        def prepare() -> Prepared:
            rates = GroupRates(optimizer, self.multipliers)
            return Prepared(Within(trainer.model, optimizer), rates.set, lambda: finite(trainer.model))

        return Ascent(service, described, self.sweep, prepare=prepare, together=together, **self._given)


class _Climb(TrainerCallback):  # type: ignore[misc]
    def __init__(self, test: RangeTest, losses: Losses, trainer: Any):
        self.stack = contextlib.ExitStack()
        self.ascent: Ascent
        self._test = test
        self._losses = losses
        self._trainer = trainer
        self._waited_for = False

    def on_train_begin(
        self, args: Any, state: Any, control: Any, optimizer: Any = None, train_dataloader: Any = None, **kwargs: Any
    ) -> None:
        known = train_dataloader is not None  # it may have no length, so that it is not asked whether it is true
        loader = train_dataloader if known else self._trainer.callback_handler.train_dataloader
        self.ascent = self._test.ascent(self._trainer, optimizer, loader)
        self.stack.enter_context(self.ascent)

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if not self._waited_for:  # a step that lacked batches, where data without a length ended, takes those of the next
            next(self.ascent)
            self._waited_for = True

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._losses.leave_out()
        self.ascent.hold()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._waited_for = False
        loss = self._losses.take()
        untaken = bool(getattr(self._trainer.accelerator, "optimizer_step_was_skipped", False))  # by a loss scaler
        self.ascent.report(0.0 if loss is None else loss, skipped=untaken or loss is None)
        control.should_training_stop = self.ascent.over


class _Loader:
    """What the Trainer trains on, in batches of this process."""

    def __init__(self, loader: Any, args: Any):
        self._loader = loader
        self.batch_size = args.train_batch_size

    def __len__(self) -> int:
        return len(self._loader)


@contextlib.contextmanager
def _only(trainer: Any, steps: int) -> Iterator[None]:
    """The Trainer with nothing but the loop, for as long as it takes; then as it was."""
    kept = dict(vars(trainer))
    callbacks = trainer.callback_handler.callbacks
    handler = dict(vars(trainer.callback_handler))
    args = copy.copy(trainer.args)
    for name, value in {**_QUIET, "max_steps": steps}.items():
        if hasattr(args, name):
            setattr(args, name, value)
    trainer.args = args
    trainer.state = copy.deepcopy(trainer.state)
    trainer.control = copy.deepcopy(trainer.control)
    try:
        yield
    finally:
        vars(trainer).clear()
        vars(trainer).update(kept)
        vars(trainer.callback_handler).update(handler)
        trainer.callback_handler.callbacks = callbacks
        trainer.accelerator.free_memory()
