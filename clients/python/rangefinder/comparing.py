"""A comparison whose trainings are a function of the script's own."""

from __future__ import annotations

import logging
import math
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Union

from .answers import ComparisonResult, RunToTrain
from .ascent import Alone, Ranks
from .client import Rangefinder
from .errors import Conflict, RangefinderError
from .numbers import real, whole
from .reporting import Reporter
from .resources.asking import given
from .schedules import Schedule
from .terminal import progress

_LOG = logging.getLogger("rangefinder")

# While other trainers have all that is left: as often as one of them may fall silent.
_ASK_AGAIN_SECONDS = 5.0

# What the first process may do by itself while the others wait for it.
_LONGEST_VALIDATION_SECONDS = 3600.0

# A schedule, its parameters as a mapping, a range test and a policy that is filled from it, or the id of a stored one.
Competing = Union[Schedule, Mapping[str, Any], str]


class RunSchedule(Schedule):
    """The schedule of one run, which also reports what the run observes; `RemoteSchedule` sets its rates and reports to it.

    `run` is what the service handed out: `entry`, `repeat`, `seed`, `evaluation`, and `received_through`, the last iteration
    that is reported already, from which a training that has a checkpoint may go on (`go_on`).
    """

    def __init__(self, run: RunToTrain, reporter: Optional[Reporter], together: Ranks):
        super().__init__(run["schedule"], run["iterations"])
        self.run = run
        self._reporter = reporter  # of the first process
        self._together = together
        self._next = 0
        self._held: Optional[Dict[str, Any]] = None  # the latest iteration: its validation may follow

    def report(self, loss: Any = None, **observed: Any) -> None:
        """What an optimizer step observed, one call with a `loss` for each: `accuracy`, `validation_loss`, `validation_accuracy`.

        A call without a loss adds its validation to the latest step. With `skipped=True` a loss scaler did not take the step.
        """
        if loss is None:
            if self._held is None:
                raise ValueError("there is no step to which this belongs, expected a loss first")
            self._held.update(observed)
            return
        self._send()
        self._held = {"loss": real("loss", loss), **observed}
        if not math.isfinite(self._held["loss"]) and not observed.get("skipped"):
            self._send()  # nothing follows

    def go_on(self, iteration: int) -> None:
        """The next loss is that of this iteration, as of a training that goes on from a checkpoint."""
        self._send()
        self._next = whole("iteration", iteration)

    @property
    def over(self) -> bool:
        """Whether there is nothing more to train: all iterations are reported, or the loss is no longer a number.

        In distributed training every process asks, and all have the answer of the first.
        """
        return bool(self._together.agree(self._is_over))

    def _is_over(self) -> bool:
        done = self._next + (self._held is not None)
        return done >= self.iterations or (self._reporter is not None and self._reporter.stops(done))

    def _send(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            if self._reporter is not None:
                self._reporter.add(self._next, lr=self.lr(self._next), **held)
            self._next += 1


class Failure(NamedTuple):
    """A training that raised something, whose run is therefore left out."""

    entry: str
    repeat: int
    error: Exception


@dataclass(frozen=True)
class Compared:
    """A comparison that is over: its id, what its runs say, and which of them failed here."""

    id: str
    result: ComparisonResult = field(hash=False)
    failures: List[Failure] = field(default_factory=list, hash=False)
    rangefinder: Rangefinder = field(default_factory=Rangefinder, repr=False, compare=False)

    @property
    def verdicts(self) -> Dict[str, str]:
        """Of each entry that could be held against the baseline."""
        return {entry["name"]: entry["difference"]["verdict"] for entry in self.result["entries"] if "difference" in entry}

    def _repr_svg_(self) -> Optional[str]:
        """The service's picture; None while the service is away."""
        try:
            return self.rangefinder.comparison_picture(self.id).decode()
        except RangefinderError:
            return None


def compare(
    train: Callable[[RunSchedule, int], Any],
    schedules: Optional[Mapping[str, Competing]] = None,
    *,
    range_test: Optional[str] = None,
    workload: Optional[Mapping[str, Any]] = None,
    validation_samples: Optional[int] = None,
    iterations: Optional[int] = None,
    epochs: Optional[int] = None,
    baseline: Optional[str] = None,
    repeats: int = 3,
    seed: int = 0,
    classes: Optional[int] = None,
    margin: Optional[float] = None,
    name: Optional[str] = None,
    tags: Optional[Mapping[str, str]] = None,
    key: Optional[str] = None,
    comparison: Optional[str] = None,
    trainer: Optional[str] = None,
    rangefinder: Optional[Rangefinder] = None,
    timeout_seconds: float = 120.0,
    show_progress: bool = True,
) -> Compared:
    """Trains `schedules` by name with `train(schedule, seed)`, `repeats` times each with the same seeds, and has them judged.

    `train` is the script's own training from the beginning: it makes its model from the seed, gives the schedule to a
    `RemoteSchedule`, and reports a loss for each optimizer step and what it validates. What it returns, an accuracy or a
    mapping with `validation_loss` and `validation_accuracy`, is the validation of its last step. One that raises is left out of
    the result and is in `failures`; a `FloatingPointError` counts as a loss that is no longer a number, which is a result.

    Either `schedules`, a `workload` with `batch_size` and `iterations_per_epoch` (docs/reporting.md), and `iterations` or
    `epochs`; or a reported `range_test`, which fills what is absent. The first schedule is the baseline if none is named.

    In distributed training every process calls it, and trains every run; what the first one reports and returns counts. A
    training that raises in one of them is left out by all.

    A script that is killed and started again with the same `key` within a day goes on, or with the id of its `comparison`,
    also on several machines, each as a `trainer` with a name of its own (else the host's).
    """
    service = rangefinder or Rangefinder()
    together = _together()
    try:
        if comparison is None:
            said = _submission(train, schedules, range_test, workload, validation_samples, baseline)
            others = given(
                iterations=iterations, epochs=epochs, classes=classes, margin=margin, name=name, tags=dict(tags) if tags else None
            )
            whole_submission = {**said, **others, "repeats": repeats, "seed": seed}
            comparison = str(together.agree(lambda: service.submit_comparison(whole_submission, key=key)["id"]))
            _LOG.info('To go on after an interruption: compare(…, comparison="%s")', comparison)
        failures: List[Failure] = []
        trainings = _Trainings(train, service, comparison, trainer or socket.gethostname(), together, timeout_seconds)
        shown = progress(show_progress and together.first)
        try:
            trainings.train_all(failures, shown)
        finally:
            shown.end()
        state = together.agree(lambda: service.comparison(comparison)["state"])
        if state != "succeeded":
            if failures:
                raise failures[0].error
            raise RangefinderError(f"comparison {comparison} is {state}, and has no result")
        return Compared(comparison, together.agree(lambda: service.comparison_result(comparison)), failures, service)
    finally:
        together.part()


def _together() -> Ranks:
    """The processes of torch.distributed, where a script trains with it."""
    if "torch" not in sys.modules:
        return Alone()
    from .pytorch.ranks import ranks

    return ranks(_LONGEST_VALIDATION_SECONDS)


def _submission(
    train: Callable[..., Any],
    schedules: Optional[Mapping[str, Competing]],
    range_test: Optional[str],
    workload: Optional[Mapping[str, Any]],
    validation_samples: Optional[int],
    baseline: Optional[str],
) -> Dict[str, Any]:
    if validation_samples is None:
        raise ValueError("validation_samples is missing, expected how many samples the trainings validate on")
    said: Dict[str, Any] = {
        "execution": "reported",
        "evaluation": {"samples": whole("validation_samples", validation_samples, 1)},
    }
    if range_test is not None:
        said["range_test"] = range_test
    if workload is not None:
        described = f"{getattr(train, '__module__', '')}.{getattr(train, '__qualname__', type(train).__name__)}"
        said["workload"] = {"description": described, **workload}
    if schedules is not None:
        said["entries"] = [{"name": entry, **_entry(schedule)} for entry, schedule in schedules.items()]
        said["baseline"] = next(iter(schedules), None) if baseline is None else baseline
    return said


def _entry(schedule: Competing) -> Dict[str, Any]:
    if isinstance(schedule, Mapping) and "training_runs" in schedule:
        return dict(schedule)
    if not isinstance(schedule, Schedule):
        return {"schedule": schedule}
    if schedule.multiplier != 1.0:
        raise ValueError(f"the schedule is that of a group with the multiplier {schedule.multiplier}, expected the whole one")
    return {"schedule": schedule.parameters}


class _Trainings(NamedTuple):
    """How the runs of a comparison are trained here."""

    train: Callable[[RunSchedule, int], Any]
    service: Rangefinder
    comparison: str
    trainer: str
    together: Ranks
    timeout_seconds: float

    def train_all(self, failures: List[Failure], shown: Any) -> None:
        """Until none is left, here or with another trainer."""
        while True:
            found = self.together.agree(lambda: self.service.next_run(self.comparison, self.trainer))
            if "run" in found:
                run = found["run"]
                if self.together.first:
                    stands = self.service.comparison(self.comparison)["progress"]
                    shown.show(stands["iterations_done"], stands["iterations"], f"{run['entry']}, repeat {run['repeat']}")
                failure = self._train(run)
                if failure is not None:
                    _LOG.warning("%s, repeat %s is left out: %r", run["entry"], run["repeat"], failure)
                    failures.append(Failure(run["entry"], run["repeat"], failure))
            elif found["state"] in ("succeeded", "failed", "cancelled"):
                return
            else:
                time.sleep(_ASK_AGAIN_SECONDS)

    def _train(self, run: RunToTrain) -> Optional[Exception]:
        """What went wrong, if anything did; what interrupts the script leaves the run to be gone on with."""
        reporter = self.service.run_reporter(self.comparison, run["run"], self.trainer) if self.together.first else None
        try:
            failure = self._train_reporting(RunSchedule(run, reporter, self.together), run["seed"])
        except BaseException:
            if reporter is not None:
                reporter.__exit__(BaseException)
            raise
        refused = self.together.agree(lambda: self._close(reporter))
        return failure or refused

    def _train_reporting(self, schedule: RunSchedule, seed: int) -> Optional[Exception]:
        """The validation of the last step is held back until all processes have come through: without it a run is left out."""
        returned: Any = None
        failure: Optional[Exception] = None
        try:
            returned = self.train(schedule, seed)
        except FloatingPointError:
            schedule.report(float("nan"))
        except RangefinderError:
            raise
        except Exception as raised:
            failure = raised
        raised_elsewhere = self._of_another(failure)
        failure = failure or raised_elsewhere
        if failure is None:
            try:
                _validated(schedule, returned)
                schedule._send()
            except ValueError as refused:
                return refused
        return failure

    def _of_another(self, failure: Optional[Exception]) -> Optional[Exception]:
        said = self.together.gather(None if failure is None else repr(failure))
        others = [f"rank {rank} raised {raised}" for rank, raised in enumerate(said) if raised is not None]
        return RuntimeError(others[0]) if others else None

    def _close(self, reporter: Optional[Reporter]) -> Optional[Conflict]:
        """Waits until all is there; a run that was handed to another trainer meanwhile is that one's."""
        if reporter is None:
            return None
        try:
            reporter.close(timeout_seconds=self.timeout_seconds)
        except Conflict as refused:
            if refused.type != "handed-to-another":
                raise
            return refused
        return None


def _validated(schedule: RunSchedule, returned: Any) -> None:
    if returned is None:
        return
    schedule.report(**(returned if isinstance(returned, Mapping) else {"validation_accuracy": returned}))
