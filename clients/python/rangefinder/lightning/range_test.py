"""`RangeTest().run(trainer, module, loader)`: a range test by Lightning's own loop."""

from __future__ import annotations

import contextlib
import copy
from typing import Any, Dict, Iterator, Optional, Sequence

from ..ascent import Ascent, Prepared, Sweep, refuse_endless
from ..client import Rangefinder
from ..found import Found
from ..pytorch.batches import finite
from ..pytorch.ranks import ranks
from ..pytorch.rates import GroupRates
from ..pytorch.snapshot import Snapshot, Within, refuse_what_cannot_be_put_back
from ..pytorch.steps import Steps
from ..pytorch.workload import workload
from .batches import Backward, Gathered, Name, chosen, learned_from, mean, observed
from .framework import Callback, DummyLogger

# More than a training leaves out in a row; the shortest sweeps have as many.
_MOST_STEPS_WITHOUT_A_LOSS = 50


class RangeTest:
    """Trains as the Trainer would, without its callbacks, loggers and validation, and puts everything back.

    Module, data module, random numbers, and the Trainer itself are then as they were: a training that follows is the one that it
    would have been. Of several optimizers say which one is meant, by its index or the name of its class.
    """

    def __init__(
        self,
        *,
        optimizer: Name = None,
        batch_size: Optional[int] = None,
        iterations_per_epoch: Optional[int] = None,
        multipliers: Optional[Sequence[float]] = None,
        start_lr: Optional[float] = None,
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
        self.optimizer = optimizer
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

    def run(self, trainer: Any, model: Any, train_dataloaders: Any = None, datamodule: Any = None) -> Found:
        """The arguments are those of `trainer.fit`."""
        if getattr(trainer, "fast_dev_run", False):
            raise ValueError("fast_dev_run is set on the Trainer, expected a Trainer that trains")
        refuse_what_cannot_be_put_back(model)
        snapshot = Snapshot(model, loader=[train_dataloaders, datamodule, model])
        climb = _Climb(self)
        try:
            with _only(trainer, climb), climb.stack:
                trainer.fit(model, train_dataloaders=train_dataloaders, datamodule=datamodule)
        finally:
            snapshot.restore()
        climb.ascent.found.warn()
        return climb.ascent.found

    def ascent(self, trainer: Any, module: Any) -> Ascent:
        """The range test of a training that is about to begin."""
        service = self._service or Rangefinder()
        together = ranks(2 * self._timeout_seconds + service.transport.patience_seconds)
        optimizer = chosen(trainer.optimizers, self.optimizer)
        described = workload(
            module,
            optimizer,
            _Loader(trainer),
            accumulate=trainer.accumulate_grad_batches,
            processes=together.size,
            **self._described,
        )

        def prepare() -> Prepared:
            rates = GroupRates(optimizer, self.multipliers)
            return Prepared(Within(module, *trainer.optimizers), rates.set, lambda: finite(module))

        return Ascent(service, described, self.sweep, prepare=prepare, together=together, **self._given)


class _Climb(Callback):  # type: ignore[misc]
    def __init__(self, test: RangeTest):
        self.stack = contextlib.ExitStack()
        self.ascent: Ascent
        self._test = test
        self._gathered: Gathered
        self._backward = Backward()
        self._taken = 0
        self._stepping = ""
        self._waited_for = False
        self._lossless = 0  # steps in a row

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        # Before the optimizer is remembered: a repeat puts back its hooks, too.
        optimizer = chosen(trainer.optimizers, self._test.optimizer)
        self._stepping = type(optimizer).__name__
        self._gathered = Gathered(optimizer)
        steps = Steps(optimizer, self._hold, self._count)
        self.stack.callback(steps.remove)
        self.ascent = self._test.ascent(trainer, pl_module)
        self.stack.enter_context(self.ascent)

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        self._taken = 0
        self._backward.begin()
        if not self._waited_for:
            next(self.ascent)
            if not pl_module.training:
                pl_module.train()
            self._waited_for = True

    def on_before_backward(self, trainer: Any, pl_module: Any, loss: Any) -> None:
        self._backward.note(loss)
        self._gathered.before_backward()

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        self._gathered.add(observed(trainer, pl_module, outputs, batch, self._backward))
        if self._taken == 0:
            self._gathered.without_a_step()
            refuse_endless(self._stepping, self._gathered.since_step)
            return
        if self._taken > 1:
            raise ValueError(f"a batch makes {self._taken} steps of the optimizer, whose losses are not told apart; expected one")
        loss = mean(learned_from(self._gathered.take(), pl_module))
        self._waited_for = False
        self._lossless = self._lossless + 1 if loss is None else 0
        if self._lossless == _MOST_STEPS_WITHOUT_A_LOSS:
            raise ValueError(f"training_step returned no loss in {self._lossless} steps, expected one: let it return its loss")
        self.ascent.report(0.0 if loss is None else loss, skipped=loss is None)
        trainer.should_stop = self.ascent.over

    def _hold(self) -> None:
        """Against an `optimizer_step` of the module's own that sets a rate."""
        self.ascent.hold()

    def _count(self) -> None:
        self._taken += 1


class _Loader:
    """What the Trainer trains on."""

    def __init__(self, trainer: Any):
        self._batches = trainer.num_training_batches
        loader = trainer.train_dataloader
        self.batch_size = getattr(loader, "batch_size", None)
        self.batch_sampler = getattr(loader, "batch_sampler", None)

    def __len__(self) -> int:
        if self._batches == float("inf"):
            raise TypeError
        return int(self._batches)


class _Silent(DummyLogger):  # type: ignore[misc]
    """Takes whatever a module logs, and keeps nothing."""

    def __init__(self, logger: Any):
        super().__init__()
        self._logger = logger

    @property
    def save_dir(self) -> Any:
        return self._logger.save_dir

    @property
    def log_dir(self) -> Any:
        return self._logger.log_dir


@contextlib.contextmanager
def _only(trainer: Any, climb: Any) -> Iterator[None]:
    """The Trainer with nothing but the loop, for as long as it takes; then as it was, its counts included."""
    loop = trainer.fit_loop
    epochs = loop.epoch_loop
    kept = copy.deepcopy(loop.state_dict())
    own_run = loop.run

    def run() -> None:
        """Without an end; only now, since a module may ask for the length of its training when it makes its optimizers."""
        for owner, attribute, value in endless:
            setattr(owner, attribute, value)
        own_run()

    endless = [
        (loop, "max_epochs", -1),
        (loop, "min_epochs", None),
        (epochs, "max_steps", -1),
        (epochs, "min_steps", None),
    ]
    changed = [
        (trainer, "callbacks", [climb]),
        (trainer, "loggers", [_Silent(logger) for logger in trainer.loggers]),
        (trainer, "limit_val_batches", 0),
        (trainer, "num_sanity_val_steps", 0),
        (trainer, "should_stop", False),
    ]
    before = [(owner, attribute, getattr(owner, attribute)) for owner, attribute, _ in changed + endless]
    for owner, attribute, value in changed:
        setattr(owner, attribute, value)
    loop.run = run
    epochs.update_lr_schedulers = _make_no_step  # they may end, or wait for a validation
    try:
        yield
    finally:
        del loop.run, epochs.update_lr_schedulers
        for owner, attribute, value in before:
            setattr(owner, attribute, value)
        loop.load_state_dict(kept)
        loop.restarting = False
        epochs.restarting = False
        epochs.val_loop._combined_loader = None
        loop._combined_loader = None


def _make_no_step(*given: Any, **named: Any) -> None:
    """In the place of schedulers."""
