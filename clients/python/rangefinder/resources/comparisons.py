"""Several schedules on one budget, judged against a baseline."""

from __future__ import annotations

from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, cast

from ..answers import Comparison, ComparisonResult, NextOfComparison
from ..reporting import Observation, Reported, Reporter
from .asking import Asking, given, search


class Comparisons(Asking):
    def compare(
        self,
        range_test: Optional[str] = None,
        *,
        iterations: Optional[int] = None,
        epochs: Optional[int] = None,
        repeats: Optional[int] = None,
        name: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        **fields: Any,
    ) -> Comparison:
        """Submits a comparison of what a range test recommends, or of the `workload`, `entries` and `baseline` in `fields`.

        Every entry is trained for so many `iterations` or `epochs`, `repeats` times (docs/comparisons.md).
        """
        said = given(range_test=range_test, iterations=iterations, epochs=epochs, repeats=repeats, name=name, tags=tags)
        return self.submit_comparison({**said, **fields})

    def submit_comparison(self, submission: Mapping[str, Any], key: Optional[str] = None) -> Comparison:
        """A submission that is whole already, as openapi.yaml describes it; the same `key` again is the same comparison."""
        headers = {"Idempotency-Key": key} if key else None
        answer = self.transport.request("POST", "/v1/comparisons", body=submission, headers=headers)
        return cast(Comparison, answer.json())

    def comparison(self, id: str, wait_seconds: int = 0) -> Comparison:
        """One comparison; held back until it is over, or for so many seconds."""
        return cast(Comparison, self._held_back(f"/v1/comparisons/{id}", wait_seconds))

    def compared(self, id: str, timeout_seconds: float = float("inf")) -> Comparison:
        """Waits until a comparison is over; `TimeoutError` if it is not by then."""
        return cast(Comparison, self._over(f"/v1/comparisons/{id}", f"comparison {id}", timeout_seconds))

    def comparisons(self, *, tags: Optional[Mapping[str, str]] = None, **fields: object) -> Iterator[Comparison]:
        """Past comparisons, newest first, page by page as they are taken; `fields` as openapi.yaml names them."""
        return cast(Iterator[Comparison], self._pages("/v1/comparisons", search(tags, fields)))

    def comparison_result(self, id: str, algorithm: Optional[str] = None) -> ComparisonResult:
        """What its runs say about its entries, by the version of the judge that is said."""
        return cast(ComparisonResult, self._kept(f"/v1/comparisons/{id}/result", [("algorithm", algorithm)]))

    def comparison_curve(self, id: str, entry: str, points: Optional[int] = None) -> Dict[str, Any]:
        """What the runs of one entry observed, thinned to so many points a run where that is said."""
        query = [("entry", entry), ("points", points)]
        return cast(Dict[str, Any], self._kept(f"/v1/comparisons/{id}/curve", query))

    def next_run(self, id: str, trainer: str) -> NextOfComparison:
        """What there is to be trained in a reported comparison: a run, if one waits for this trainer."""
        return cast(NextOfComparison, self._post(f"/v1/comparisons/{id}:next", {"trainer": trainer}))

    def report_run(
        self, id: str, run: int, observations: Iterable[Observation], *, trainer: Optional[str] = None, final: bool = False
    ) -> Reported:
        """Reports to a run of a comparison once, and waits for the answer; `run_reporter` is for training loops."""
        said = [observation.read().json() for observation in observations]
        body = {"run": run, "observations": said, "final": final, **given(trainer=trainer)}
        return cast(Reported, self._post(f"/v1/comparisons/{id}/observations", body))

    def run_reporter(self, id: str, run: int, trainer: str) -> Reporter:
        """Reports to a run of a comparison in the background, as the trainer that it was handed to."""
        return Reporter(
            self.transport,
            f"/v1/comparisons/{id}/observations",
            self._journals / f"comparison-{id}-{run}.jsonl",
            fields={"run": run, "trainer": trainer},
        )

    def cancel_comparison(self, id: str) -> Comparison:
        """Stops a comparison; what was observed stays. One that is cancelled already stays so."""
        return cast(Comparison, self._cancelled(f"/v1/comparisons/{id}"))

    def delete_comparison(self, id: str) -> None:
        """Removes a comparison that is over, with its curves and its result."""
        self._delete(f"/v1/comparisons/{id}")

    def rerun_comparison(
        self,
        id: str,
        *,
        name: Optional[str] = None,
        repeats: Optional[int] = None,
        seed: Optional[int] = None,
        tags: Optional[Mapping[str, str]] = None,
    ) -> Comparison:
        """Submits again what a comparison was submitted with, on the same data; what is said here is different."""
        different = given(name=name, repeats=repeats, seed=seed, tags=tags)
        return cast(Comparison, self._post(f"/v1/comparisons/{id}:rerun", different))

    def extend_comparison(self, id: str, repeats: int) -> Comparison:
        """Makes a new comparison that has the runs of this one and so many further ones of each entry."""
        return cast(Comparison, self._post(f"/v1/comparisons/{id}:extend", {"repeats": repeats}))
