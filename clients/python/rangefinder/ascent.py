"""A reported range test from its submission to its answer, for any framework: rate after rate, a loss for each."""

from __future__ import annotations

import logging
import math
import time
import uuid
from typing import Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Optional, Protocol, Tuple

from .answers import RepeatToTrain
from .client import Rangefinder
from .errors import RangefinderError
from .found import Found
from .numbers import real, share
from .reporting import Reporter
from .schedules import Schedule
from .terminal import progress

_LOG = logging.getLogger("rangefinder")

# Often enough to see that it goes on.
_SHOW_SECONDS = 0.5

# So far above the first loss a training has diverged, if it raises something then.
_LOST = 10

# More than are accumulated anywhere.
_MOST_BATCHES_OF_A_STEP = 256


def refuse_endless(optimizer: str, batches: int, most: int = _MOST_BATCHES_OF_A_STEP) -> None:
    """A range test counts steps: where none is ever made it would have no end."""
    if batches >= most:
        raise ValueError(f"{optimizer} has made no step in {batches} batches, expected one: is it the optimizer that trains?")


class Step(NamedTuple):
    """Loss and accuracy of the samples of an optimizer step, before it; `skipped`: a loss scaler did not take it."""

    loss: float
    accuracy: Optional[float]
    skipped: bool


class Sweep(NamedTuple):
    """The rates of a range test, and whether further ones follow, as the service names them; it chooses what is None."""

    start_lr: Optional[float] = None
    end_lr: Optional[float] = None
    iterations: Optional[int] = None
    training_iterations: Optional[int] = None
    spacing: str = "exponential"
    refine: Optional[bool] = None
    refine_iterations: Optional[int] = None

    def submission(self) -> Dict[str, Any]:
        """Its fields in a submission."""
        sweep = {name: value for name, value in self._asdict().items() if value is not None}
        submission: Dict[str, Any] = {"sweep": sweep}
        for name in ("refine", "refine_iterations"):
            if name in sweep:
                submission[name] = sweep.pop(name)
        return submission


class Verification(NamedTuple):
    """That the answer of the sweep is checked by trainings of so many `iterations` together, and how.

    `judged_on` says how many samples accuracies are measured on, and how many classes they are told apart in; `begin` makes
    everything as it was before, drawn anew from a seed; `accuracy` is what a training has reached.
    """

    iterations: int
    repeats: int
    judged_on: Callable[[], Tuple[int, int]]
    begin: Callable[[int], None]
    accuracy: Callable[[], float]


class Restorable(Protocol):
    """What a range test changes, and puts back."""

    def restore_training(self) -> None:
        """All but the random numbers: the next repeat starts from the same weights, with other batches."""

    def restore(self) -> None:
        """All of it."""


def _nothing() -> None:
    """Where a framework sets rates by itself between the steps."""


class Prepared(NamedTuple):
    """What is put back in the end, what sets a rate, whether all parameters are numbers, and what refuses another rate."""

    restorable: Restorable
    set_rate: Callable[[float], None]
    finite: Callable[[], bool]
    check: Callable[[], None] = _nothing


class Ranks(Protocol):
    """The processes that train together; the first of them talks to the service."""

    size: int
    first: bool

    def agree(self, make: Callable[[], Any]) -> Any:
        """What the first makes, or raises, in all of them."""

    def gather(self, value: Any) -> List[Any]:
        """What each of them has, by rank."""

    def pool(self, step: Step, stop: bool) -> Tuple[Step, bool]:
        """The mean over all of them, and whether the first says to stop."""

    def part(self) -> None:
        """They are not needed together any more."""


class Alone:
    """A training of one process."""

    size = 1
    first = True

    def agree(self, make: Callable[[], Any]) -> Any:
        return make()

    def gather(self, value: Any) -> List[Any]:
        return [value]

    def pool(self, step: Step, stop: bool) -> Tuple[Step, bool]:
        return step, stop

    def part(self) -> None:
        pass


class Ascent:
    """Within `with`, an iterator over the rates to train at: `report` a loss for each, until there is none left.

    It ends where the service says so, or where a step raises something because the training has diverged; where a range test did
    not answer and a further one follows, it goes on with that one.
    Leaving the block puts everything back, also after an exception, which cancels the range test; then `found` is the answer.
    """

    found: Found

    def __init__(
        self,
        service: Rangefinder,
        workload: Mapping[str, Any],
        sweep: Sweep,
        *,
        prepare: Callable[[], Prepared],
        together: Optional[Ranks] = None,
        repeats: int = 1,
        name: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        timeout_seconds: float = 120.0,
        show_progress: bool = True,
        verification: Optional[Verification] = None,
    ):
        self._service = service
        self._submission: Dict[str, Any] = {
            "workload": workload,
            **sweep.submission(),
            "execution": "reported",
            "repeats": repeats,
            "name": name,
            "tags": tags or {},
        }
        self._repeats = repeats
        self._refines = False
        self._verification = verification
        self._trainer = f"ascent-{uuid.uuid4()}"
        self._trying: Optional[RepeatToTrain] = None
        self._prepare = prepare
        self._together = together or Alone()
        self._timeout_seconds = timeout_seconds
        self._shown = progress(show_progress and self._together.first)
        self._shown_at = float("-inf")
        self._repeat = -1
        self._iteration = 0
        self._lr: Optional[float] = None  # of the step that is waited for
        self._over = True  # of the repeat
        self._first_loss = self._last_loss = math.nan  # of the repeat
        self._reporter: Optional[Reporter] = None

    def __enter__(self) -> Ascent:
        self.snapshot, self._set_rate, self._finite, self._check = self._prepare()
        try:
            self.id, self.ladder, self._refines = self._together.agree(self._submit)
        except BaseException:
            self._part()
            raise
        return self

    def __iter__(self) -> Iterator[float]:
        return self

    def __next__(self) -> float:
        if self._lr is not None:
            raise ValueError(f"iteration {self._iteration} has no loss yet, expected report(loss) before the next one")
        if self._over:
            self._end_repeat()
            if not self._begin_next():
                raise StopIteration
        self._lr = self._schedule.lr(self._iteration)
        self._set_rate(self._lr)
        return self._lr

    def hold(self) -> None:
        """Sets the rate of this step again, where a framework lets something else set another one before the optimizer steps."""
        if self._lr is not None:
            self._set_rate(self._lr)

    def report(self, loss: Any, accuracy: Any = None, *, skipped: bool = False) -> None:
        """What the step at the latest rate observed: numbers, or tensors of one."""
        if self._lr is None:
            raise ValueError("there is no rate for this loss, expected one loss for each")
        self._check()
        step = Step(real("loss", loss), None if accuracy is None else share("accuracy", accuracy), skipped)
        reporter = self._reporter
        told = reporter is not None and (reporter.stops(self._iteration + 1) or reporter.failure is not None)
        step, stop = self._together.pool(step, told)
        last = self._iteration + 1 == len(self._schedule)
        reached = self._verification.accuracy() if self._verification is not None and self._trying and last else None
        if reporter is not None:
            reporter.add(self._iteration, step.loss, self._lr, step.accuracy, validation_accuracy=reached, skipped=step.skipped)
        self._show(step)
        self._first_loss = step.loss if self._iteration == 0 else self._first_loss
        self._last_loss = step.loss
        self._lr = None
        self._iteration += 1
        self._over = stop or last
        if self._refines and self.over:
            self._go_on()

    def diverged(self, failure: Optional[BaseException]) -> bool:
        """Whether what the step at the latest rate has raised comes of numbers that are none, as a sweep is to reach."""
        if self._lr is None or self._iteration == 0 or self._together.size > 1:
            return False
        if not isinstance(failure, (Exception, SystemExit)) or isinstance(failure, RangefinderError):
            return False
        if math.isfinite(self._last_loss) and abs(self._last_loss) <= _LOST * abs(self._first_loss) and self._finite():
            return False
        if math.isfinite(self._last_loss):  # once
            _LOG.warning("The step at the rate %g has raised %r: the training has diverged there", self._lr, failure)
        return True

    @property
    def over(self) -> bool:
        """Whether there is no further rate; what was reported last was the end."""
        return self._lr is None and self._over and self._repeat + 1 == self._repeats

    def __exit__(self, kind: Optional[type], failure: Optional[BaseException], trace: object) -> bool:
        diverged = self.diverged(failure)
        try:
            if diverged:
                self.report(math.nan)
            if kind is None or diverged:
                self._end_repeat()
                self.found = self._together.agree(self._answer)
            else:
                self._abandon(failure)
        except RangefinderError:
            self._leave()
            raise
        except BaseException as late:
            self._abandon(late)
            raise
        finally:
            self._part()
        return diverged

    def _submit(self) -> Tuple[str, Schedule, bool]:
        if self._verification is not None:
            samples, classes = self._verification.judged_on()
            asked = {"iterations": self._verification.iterations, "repeats": self._verification.repeats}
            self._submission["verify"] = {**asked, "samples": samples, "classes": classes}
        submitted = self._service.range_test(**self._submission)
        return submitted["id"], self._service.ladder(submitted["id"]), "refine_iterations" in submitted

    def _go_on(self) -> None:
        """With the range test that is to answer what this one did not, from the first weights again."""
        self._end_repeat()
        further = self._together.agree(self._further)
        if further is not None:
            self.id, self.ladder, self._repeats = further
            self._repeat = -1

    def _further(self) -> Optional[Tuple[str, Schedule, int]]:
        test = self._service.get(self.id)
        if "refined_by" not in test:
            return None
        further = test["refined_by"]
        return further, self._service.ladder(further), self._service.get(further)["repeats"]

    def _begin_next(self) -> bool:
        """A repeat of the sweep; then, where the answer is checked, what the service hands out. Whether there is any."""
        if self._repeat + 1 < self._repeats:
            self.snapshot.restore_training()
            self._begin(self._repeat + 1, self.ladder)
            return True
        if self._verification is None:
            return False
        self._trying = self._service.next_repeat(self.id, self._trainer).get("run")
        if self._trying is None:
            return False
        self._verification.begin(self._trying["seed"])
        self._begin(self._trying["repeat"], Schedule(self._trying["schedule"], self._trying["iterations"]))
        return True

    def _begin(self, repeat: int, schedule: Schedule) -> None:
        self._repeat, self._schedule = repeat, schedule
        self._iteration, self._over = 0, False
        if self._together.first:
            self._reporter = self._service.reporter(self.id, repeat=repeat)

    def _end_repeat(self) -> None:
        """Says that no more comes, and waits until all is there."""
        if self._repeat < 0:
            return
        self._lr = None
        reporter, self._reporter = self._reporter, None
        self._together.agree(lambda: reporter.close(timeout_seconds=self._timeout_seconds) if reporter is not None else None)

    def _answer(self) -> Found:
        for repeat in range(self._repeat + 1, self._repeats):  # the loop was left early
            self._service.report(self.id, [], repeat=repeat, final=True)
        left_early = self._refines and self._further()
        if left_early:
            self._service.cancel(left_early[0])
        while self._verification is not None:
            left = self._service.next_repeat(self.id, self._trainer).get("run")
            if left is None:
                break
            self._service.report(self.id, [], repeat=left["repeat"], final=True)
        return Found(self.id, self._service.recommendation(self.id), self._service)

    def _abandon(self, failure: Optional[BaseException]) -> None:
        """So that nothing waits for the rest; a service that is away finds out by the silence."""
        self._leave()
        if not self._together.first or isinstance(failure, RangefinderError):  # then what was observed is kept
            return
        try:
            self._service.cancel(self.id, patience_seconds=0)
        except RangefinderError as refused:
            _LOG.warning("Range test %s is not cancelled: %s", self.id, refused)

    def _leave(self) -> None:
        if self._reporter is not None:
            self._reporter.abandon()
            self._reporter = None

    def _part(self) -> None:
        self._shown.end()
        self.snapshot.restore()
        self._together.part()

    def _show(self, step: Step) -> None:
        now = time.monotonic()
        if now - self._shown_at >= _SHOW_SECONDS:
            self._shown_at = now
            length = len(self._schedule)
            said = f"lr {self._schedule.lr(self._iteration):.3g}, loss {step.loss:.4g}"
            if self._trying is not None:
                said = f"rung {self._trying['rung']}, {self._trying['entrant']}, {said}"
                self._shown.show(self._iteration + 1, length, said)
                return
            self._shown.show(self._repeat * length + self._iteration + 1, self._repeats * length, said)
