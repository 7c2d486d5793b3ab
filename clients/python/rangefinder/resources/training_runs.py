"""Trainings elsewhere that use a schedule, and how they turned out."""

from __future__ import annotations

from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, cast

from ..answers import TrainingRun
from ..reporting import Delivery, Observation, Reported, Reporter, deliver
from ..schedules import Schedule
from .asking import Asking, given, search


class TrainingRuns(Asking):
    def training_run(
        self,
        range_test: str,
        schedule: Schedule,
        *,
        name: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        **fields: Any,
    ) -> TrainingRun:
        """Announces a training that uses a schedule."""
        body = {
            "schedule": schedule.parameters,
            "iterations": schedule.iterations,
            **given(name=name, tags=tags),
            **fields,
        }
        return cast(TrainingRun, self._post(f"/v1/range-tests/{range_test}/training-runs", body))

    def training_runs(self, *, tags: Optional[Mapping[str, str]] = None, **fields: object) -> Iterator[TrainingRun]:
        """Trainings that used a schedule and how they turned out, newest first."""
        return cast(Iterator[TrainingRun], self._pages("/v1/training-runs", search(tags, fields)))

    def get_training_run(self, id: str) -> TrainingRun:
        """One of them, and how it turned out so far."""
        return cast(TrainingRun, self._get(f"/v1/training-runs/{id}"))

    def training_curve(self, id: str, points: Optional[int] = None) -> Dict[str, Any]:
        """What it observed, thinned to so many points where that is said."""
        return cast(Dict[str, Any], self._get(f"/v1/training-runs/{id}/curve", [("points", points)]))

    def delete_training_run(self, id: str) -> None:
        """Removes one that is over, with its curve."""
        self._delete(f"/v1/training-runs/{id}")

    def report_training(self, id: str, observations: Iterable[Observation], *, rank: int = 0, final: bool = False) -> Reported:
        """Reports once, and waits for the answer; `training_reporter` is for training loops."""
        said = [observation.read().json() for observation in observations]
        body = {"rank": rank, "observations": said, "final": final}
        return cast(Reported, self._post(f"/v1/training-runs/{id}/observations", body))

    def training_reporter(self, id: str, *, rank: int = 0) -> Reporter:
        """Reports to a training run in the background."""
        return Reporter(
            self.transport,
            f"/v1/training-runs/{id}/observations",
            self._journals / f"training-run-{id}-{rank}.jsonl",
            fields={"rank": rank},
        )

    def deliver(self, timeout_seconds: float = 60.0) -> Iterator[Delivery]:
        """Sends the reports that were left on disk, each journal's for so long at most."""
        return deliver(self.transport, self._journals, timeout_seconds)
