"""Range tests, and what was found."""

from __future__ import annotations

from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, cast

from ..answers import Fit, Nearest, NextOfRangeTest, RangeTest, Recommendation, Rereading, Transfer
from ..reporting import Observation, Reported, Reporter
from .asking import Asking, given, search


class RangeTests(Asking):
    def range_test(
        self,
        workload: Mapping[str, Any],
        sweep: Mapping[str, Any],
        *,
        name: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        **fields: Any,
    ) -> RangeTest:
        """Submits a range test; `fields` are the others of a submission (`repeats`, `seed`, `refine`, `lane`, …)."""
        return self.submit({"workload": workload, "sweep": sweep, **given(name=name, tags=tags), **fields})

    def submit(self, submission: Mapping[str, Any]) -> RangeTest:
        """A submission that is whole already, as openapi.yaml describes it."""
        return cast(RangeTest, self._post("/v1/range-tests", submission))

    def get(self, id: str, wait_seconds: int = 0) -> RangeTest:
        """One range test; held back until it is over, or for so many seconds."""
        return cast(RangeTest, self._held_back(f"/v1/range-tests/{id}", wait_seconds))

    def finished(self, id: str, timeout_seconds: float = float("inf")) -> RangeTest:
        """Waits until a range test is over; `TimeoutError` if it is not by then."""
        return cast(RangeTest, self._over(f"/v1/range-tests/{id}", f"range test {id}", timeout_seconds))

    def search(self, *, tags: Optional[Mapping[str, str]] = None, **fields: object) -> Iterator[RangeTest]:
        """Past range tests, newest first, page by page as they are taken; `fields` as openapi.yaml names them."""
        return cast(Iterator[RangeTest], self._pages("/v1/range-tests", search(tags, fields)))

    def cancel(self, id: str, patience_seconds: Optional[float] = None) -> RangeTest:
        """Stops a range test; what was observed stays. One that is cancelled already stays so."""
        return cast(RangeTest, self._cancelled(f"/v1/range-tests/{id}", patience_seconds))

    def delete(self, id: str) -> None:
        """Removes a range test that is over, with its curves and what was found."""
        self._delete(f"/v1/range-tests/{id}")

    def rerun(
        self,
        id: str,
        *,
        name: Optional[str] = None,
        repeats: Optional[int] = None,
        seed: Optional[int] = None,
        tags: Optional[Mapping[str, str]] = None,
    ) -> RangeTest:
        """Submits again what a range test was submitted with, on the same data; what is said here is different."""
        different = given(name=name, repeats=repeats, seed=seed, tags=tags)
        return cast(RangeTest, self._post(f"/v1/range-tests/{id}:rerun", different))

    def recommendation(
        self,
        id: str,
        *,
        iterations: Optional[int] = None,
        epochs: Optional[int] = None,
        algorithm: Optional[str] = None,
    ) -> Recommendation:
        """Bounds, step size, verdict and evidence of a range test that is over.

        For a training of so many `iterations` or `epochs` the step size is such that it ends with a whole cycle.
        """
        query = [("iterations", iterations), ("epochs", epochs), ("algorithm", algorithm)]
        return cast(Recommendation, self._kept(f"/v1/range-tests/{id}/recommendation", query))

    def fit(self, id: str) -> Fit:
        """The fits through loss and accuracy that the bounds are drawn from."""
        return cast(Fit, self._kept(f"/v1/range-tests/{id}/recommendation/fit"))

    def transfer(self, id: str, batch_size: int) -> Transfer:
        """The bounds to expect at another batch size, by published rules of thumb."""
        return cast(Transfer, self._kept(f"/v1/range-tests/{id}/recommendation/transfer", [("batch_size", batch_size)]))

    def nearest(self, id: str) -> Nearest:
        """What range tests of the same network, data set and optimizer found, and whether this one agrees."""
        return cast(Nearest, self._get(f"/v1/range-tests/{id}/nearest"))

    def rereadings(self, algorithm: Optional[str] = None) -> Iterator[Rereading]:
        """What a version of the rules would say to the tests that another one answered, newest first."""
        return cast(Iterator[Rereading], self._pages("/v1/rereadings", [("algorithm", algorithm)]))

    def curve(self, id: str, points: Optional[int] = None) -> Dict[str, Any]:
        """What its runs observed, thinned to so many points a run where that is said."""
        return cast(Dict[str, Any], self._kept(f"/v1/range-tests/{id}/curve", [("points", points)]))

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
            "observations": [observation.read().json() for observation in observations],
            "final": final,
            "durable": durable,
        }
        return cast(Reported, self._post(f"/v1/range-tests/{id}/observations", body))

    def next_repeat(self, id: str, trainer: str) -> NextOfRangeTest:
        """What there is to be trained in a reported range test: a repeat, or a training that checks its answer, if one waits."""
        return cast(NextOfRangeTest, self._post(f"/v1/range-tests/{id}:next", {"trainer": trainer}))

    def reporter(self, id: str, *, repeat: int = 0, rank: int = 0) -> Reporter:
        """Reports to a range test in the background."""
        return Reporter(
            self.transport,
            f"/v1/range-tests/{id}/observations",
            self._journals / f"range-test-{id}-{repeat}-{rank}.jsonl",
            fields={"repeat": repeat, "rank": rank},
        )
