"""The service, from Python."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, Union, cast

from .answers import DataSet, RangeTest, Recommendation, TrainingRun
from .cache import Cache, Kept, directory, max_age_seconds
from .errors import Conflict, Unavailable
from .multipart import Multipart
from .reporting import Delivery, Observation, Reported, Reporter, deliver
from .schedules import Schedule
from .transport import Answer, Query, Transport

# 8 MB of rates, and as much again while they are read; a longer schedule is computed here.
_MOST_RATES_FETCHED = 1_000_000

# As long as the service holds an answer back.
_LONGEST_WAIT_SECONDS = 60

_STORED = re.compile(r"[0-9a-f]{64}")


class Rangefinder:
    """A service at `url`, or at `$RANGEFINDER_URL`, or on this machine; `key` or `$RANGEFINDER_KEY` where it asks for one.

    What fails is tried again for `patience_seconds` before it is `Unavailable`; a single try hears nothing for
    `timeout_seconds` at most. What never changes is kept below `home` and asked for once. Safe to use from any thread.
    """

    def __init__(
        self,
        url: Optional[str] = None,
        key: Optional[str] = None,
        *,
        timeout_seconds: float = 10.0,
        patience_seconds: float = 60.0,
        home: Optional[Path] = None,
    ):
        self.transport = Transport(
            url or os.environ.get("RANGEFINDER_URL") or "http://127.0.0.1:8080",
            key or os.environ.get("RANGEFINDER_KEY"),
            timeout_seconds,
            patience_seconds,
        )
        self.home = home or directory()
        self._cache = Cache(self.home / "answers")
        self._journals = self.home / "journals"

    def range_test(
        self, workload: Mapping[str, Any], sweep: Mapping[str, Any], *, name: Optional[str] = None, **given: Any
    ) -> RangeTest:
        """Submits a range test; `given` are the other fields of a submission (`repeats`, `seed`, `tags`, …)."""
        submission: Dict[str, Any] = {"workload": workload, "sweep": sweep, **given}
        if name is not None:
            submission["name"] = name
        return cast(RangeTest, self.transport.request("POST", "/v1/range-tests", body=submission).json())

    def get(self, id: str, wait_seconds: int = 0) -> RangeTest:
        """One range test; held back until it is over, or for so many seconds."""
        answer = self.transport.request(
            "GET",
            f"/v1/range-tests/{id}",
            headers={"Prefer": f"wait={wait_seconds}"} if wait_seconds else None,
            timeout_seconds=wait_seconds + 10.0 if wait_seconds else None,
        )
        return cast(RangeTest, answer.json())

    def finished(self, id: str, timeout_seconds: float = float("inf")) -> RangeTest:
        """Waits until a range test is over; `TimeoutError` if it is not by then."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            left = deadline - time.monotonic()
            found = self.get(id, wait_seconds=int(max(1, min(left, _LONGEST_WAIT_SECONDS))))
            if "ended_at" in found:
                return found
            if time.monotonic() >= deadline:
                raise TimeoutError(f"range test {id} is {found['state']} after {timeout_seconds:g} s")

    def cancel(self, id: str, patience_seconds: Optional[float] = None) -> RangeTest:
        """Stops a range test; what was observed stays. One that is cancelled already stays so."""
        path = f"/v1/range-tests/{id}:cancel"
        try:
            return cast(RangeTest, self.transport.request("POST", path, patience_seconds=patience_seconds).json())
        except Conflict:
            found = self.get(id)
            if found["state"] != "cancelled":
                raise
            return found  # a lost answer was asked for again

    def search(self, *, tags: Optional[Mapping[str, str]] = None, **fields: object) -> Iterator[RangeTest]:
        """Past range tests, newest first, page by page as they are taken; `fields` as openapi.yaml names them."""
        return cast(Iterator[RangeTest], self._pages("/v1/range-tests", _search(tags, fields)))

    def recommendation(self, id: str) -> Recommendation:
        """Bounds, step size, verdict and evidence of a range test that is over."""
        return cast(Recommendation, self._kept(f"/v1/range-tests/{id}/recommendation"))

    def curve(self, id: str, points: Optional[int] = None) -> Dict[str, Any]:
        """What its runs observed, thinned to so many points a run where that is said."""
        return cast(Dict[str, Any], self._kept(f"/v1/range-tests/{id}/curve", [("points", points)]))

    def schedule(
        self, id: str, policy: str = "triangular2", iterations: Optional[int] = None, **parameters: object
    ) -> Schedule:
        """A schedule by the id of its range test, or by its own (64 digits: then nothing else is to be said).

        `parameters` override what the recommendation fills in. It is fetched once and then kept; while the service is away,
        a triangular one is made from a recommendation that is kept.
        """
        if _STORED.fullmatch(id):
            return self._schedule(f"/v1/schedules/{id}/rates", [])
        query = [("policy", policy), ("iterations", iterations), *sorted(parameters.items())]
        try:
            return self._schedule(f"/v1/range-tests/{id}/schedule", query)
        except Unavailable:
            kept = self._cache.find(self.transport.url(f"/v1/range-tests/{id}/recommendation"))
            if kept is None or policy not in ("triangular", "triangular2") or "epochs" in parameters:
                raise
            return _from_recommendation(kept.body, policy, iterations, parameters)

    def ladder(self, id: str) -> Schedule:
        """The rates that a range test goes through."""
        return self._schedule(f"/v1/range-tests/{id}/ladder", [])

    def report(
        self,
        id: str,
        observations: Iterable[Observation],
        *,
        repeat: int = 0,
        rank: int = 0,
        final: bool = False,
        durable: bool = True,
    ) -> Reported:
        """Reports to a range test once, and waits for the answer; `reporter` is for training loops.

        Without `durable` the answer comes sooner, and what it says may be taken back (docs/reporting.md).
        """
        body = {
            "repeat": repeat,
            "rank": rank,
            "observations": [observation.json() for observation in observations],
            "final": final,
            "durable": durable,
        }
        return cast(Reported, self.transport.request("POST", f"/v1/range-tests/{id}/observations", body=body).json())

    def reporter(self, id: str, *, repeat: int = 0, rank: int = 0) -> Reporter:
        """Reports to a range test in the background."""
        return Reporter(
            self.transport,
            f"/v1/range-tests/{id}/observations",
            self._journals / f"range-test-{id}-{repeat}-{rank}.jsonl",
            fields={"repeat": repeat, "rank": rank},
        )

    def training_run(self, range_test: str, schedule: Schedule, **given: Any) -> TrainingRun:
        """Announces a training that uses a schedule; `given` are other fields (`name`, `tags`, `reporting`)."""
        body = {"schedule": schedule.parameters, "iterations": schedule.iterations, **given}
        path = f"/v1/range-tests/{range_test}/training-runs"
        return cast(TrainingRun, self.transport.request("POST", path, body=body).json())

    def training_runs(self, *, tags: Optional[Mapping[str, str]] = None, **fields: object) -> Iterator[TrainingRun]:
        """Trainings that used a schedule and how they turned out, newest first."""
        return cast(Iterator[TrainingRun], self._pages("/v1/training-runs", _search(tags, fields)))

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

    def keep_schedule(
        self, schedule: Mapping[str, Any], iterations: Optional[int] = None, **given: Any
    ) -> Dict[str, Any]:
        """Stores a schedule of one's own under the hash of its content; `given`: `name`, `tags`, `multipliers`."""
        body = {"schedule": schedule, **given, **({} if iterations is None else {"iterations": iterations})}
        return cast(Dict[str, Any], self.transport.request("POST", "/v1/schedules", body=body).json())

    def datasets(self) -> Iterator[DataSet]:
        """The data sets there, newest first."""
        return cast(Iterator[DataSet], self._pages("/v1/datasets", []))

    def upload(self, name: str, files: Mapping[str, Union[str, Path]], format: str = "idx") -> DataSet:
        """Uploads a data set: of idx the files `train_images`, `train_labels`, `test_images` and `test_labels`."""
        body = Multipart({"name": name, "format": format}, {part: Path(path) for part, path in files.items()})
        # The service reads all of it before it answers.
        answer = self.transport.request("POST", "/v1/datasets", body=body, timeout_seconds=600.0)
        return cast(DataSet, answer.json())

    def _schedule(self, path: str, query: Query) -> Schedule:
        definition = self._kept(path, [*query, ("count", 0)])
        long = definition["iterations"] > _MOST_RATES_FETCHED
        return Schedule.answered(definition if long else self._kept(path, query))

    def _kept(self, path: str, query: Query = ()) -> Any:
        """What is kept, where it is still fresh or the service is away; else what the service says."""
        url = self.transport.url(path, query)
        kept = self._cache.find(url)
        if kept is not None and kept.fresh:
            return kept.body
        try:
            answer = self.transport.request(
                "GET", path, query=query, headers={"If-None-Match": kept.etag} if kept else None
            )
        except Unavailable:
            if kept is None:
                raise
            return kept.body
        body = kept.body if kept is not None and answer.status == 304 else answer.json()
        self._keep(url, answer, body)
        return body

    def _keep(self, url: str, answer: Answer, body: Any) -> None:
        etag = answer.headers.get("ETag")
        age = max_age_seconds(answer.headers.get("Cache-Control"))
        if etag is not None and age > 0:
            self._cache.keep(url, Kept(etag, time.time() + age, body))

    def _pages(self, path: str, query: Query) -> Iterator[Any]:
        asked = list(query)
        token: Optional[str] = None
        while True:
            page = self.transport.request("GET", path, query=[*asked, ("page_token", token)]).json()
            yield from page["items"]
            token = page.get("next_page_token")
            if token is None:
                return


def _search(tags: Optional[Mapping[str, str]], fields: Mapping[str, object]) -> Query:
    return [*fields.items(), *(("tag", f"{key}:{value}") for key, value in (tags or {}).items())]


def _from_recommendation(
    recommendation: Recommendation, policy: str, iterations: Optional[int], given: Mapping[str, object]
) -> Schedule:
    """As the service fills a triangular policy: the bounds, the step size, and four cycles (docs/schedules.md)."""
    parameters: Dict[str, Any] = {
        "policy": policy,
        "base_lr": recommendation["base_lr"],
        "max_lr": recommendation["max_lr"],
        **given,
    }
    if "step_size" not in given:
        parameters.setdefault("step_size_up", recommendation["step_size"])
    up = int(parameters["step_size"] if "step_size" in given else parameters["step_size_up"])
    cycle = up + int(parameters.get("step_size_down", up))
    return Schedule(parameters, iterations or 4 * cycle)
