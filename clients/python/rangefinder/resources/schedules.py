"""Schedules by the id of a range test, or by their own."""

from __future__ import annotations

import math
import re
from typing import Any, Dict, Iterator, List, Mapping, Optional, cast

from ..answers import ANSWERED, Recommendation, StoredSchedule
from ..errors import Unavailable, warn
from ..schedules import Schedule
from ..transport import Query
from .asking import Asking, given, search

# 8 MB of rates, and as much again while they are read; a longer schedule is computed here.
_MOST_RATES_FETCHED = 1_000_000

STORED = re.compile(r"[0-9a-f]{64}")

_FEWEST_CYCLES = 3

# Of two epochs each half: a shorter training is served one cycle if no policy is asked for.
_EPOCHS_OF_FEWEST_CYCLES = 2 * 2 * _FEWEST_CYCLES

# What tells that a cycle is meant, whatever the length.
_OF_CYCLES_ONLY = {"base_lr", "step_size", "step_size_up", "step_size_down", "window"}

# Three cycles of two iterations: a shorter run cannot be fitted with whole cycles.
_SHORTEST_FITTED = 2 * _FEWEST_CYCLES


class Schedules(Asking):
    def schedule(self, id: str, policy: Optional[str] = None, iterations: Optional[int] = None, **parameters: object) -> Schedule:
        """A schedule by the id of its range test, or by its own (64 digits: then only a `group` may be said besides).

        If no policy is said, the service chooses by the length (docs/schedules.md). `parameters` override what the
        recommendation fills in; with `accept="ok"` a recommendation whose verdict is no answer is refused. It is fetched once
        and then kept; while the service is away, a triangular one is made from a recommendation that is kept.
        What speaks against it is in `warnings`, and said as a `RangefinderWarning`.
        """
        found = self._find(id, policy, iterations, parameters)
        for warning in found.warnings:
            warn(warning["message"])
        return found

    def ladder(self, id: str) -> Schedule:
        """The rates that a range test goes through."""
        return self._schedule(f"/v1/range-tests/{id}/ladder", [])

    def schedule_code(
        self, id: str, policy: Optional[str] = None, iterations: Optional[int] = None, **parameters: object
    ) -> Dict[str, str]:
        """Programs that compute the same rates without the service, by their language."""
        if STORED.fullmatch(id):
            _only_group(policy, iterations, parameters)
            return cast(Dict[str, str], self._kept(f"/v1/schedules/{id}/code"))
        query = _query(policy, iterations, parameters)
        return cast(Dict[str, str], self._kept(f"/v1/range-tests/{id}/schedule/code", query))

    def keep_schedule(
        self,
        schedule: Mapping[str, Any],
        iterations: Optional[int] = None,
        *,
        name: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        multipliers: Optional[Mapping[str, float]] = None,
    ) -> StoredSchedule:
        """Stores a schedule of one's own under the hash of its content."""
        body = {"schedule": schedule, **given(iterations=iterations, name=name, tags=tags, multipliers=multipliers)}
        return cast(StoredSchedule, self._post("/v1/schedules", body))

    def schedules(self, *, policy: Optional[str] = None, tags: Optional[Mapping[str, str]] = None) -> Iterator[StoredSchedule]:
        """The schedules that are stored there, newest first."""
        return cast(Iterator[StoredSchedule], self._pages("/v1/schedules", search(tags, {"policy": policy})))

    def stored_schedule(self, id: str) -> StoredSchedule:
        """One of them, without its rates."""
        return cast(StoredSchedule, self._kept(f"/v1/schedules/{id}"))

    def rate(self, id: str, iteration: int, group: Optional[str] = None) -> float:
        """One rate of a stored schedule."""
        return float(self._get(f"/v1/schedules/{id}/rates/{iteration}", [("group", group)])["lr"])

    def _find(self, id: str, policy: Optional[str], iterations: Optional[int], parameters: Mapping[str, object]) -> Schedule:
        if STORED.fullmatch(id):
            _only_group(policy, iterations, parameters)
            return self._schedule(f"/v1/schedules/{id}/rates", list(parameters.items()))
        try:
            return self._schedule(f"/v1/range-tests/{id}/schedule", _query(policy, iterations, parameters))
        except Unavailable:
            kept = self._cache.find(self.transport.url(f"/v1/range-tests/{id}/recommendation"))
            if kept is None or policy not in (None, "triangular", "triangular2") or "epochs" in parameters:
                raise
            others = {name: value for name, value in parameters.items() if name != "accept"}
            if parameters.get("accept") == "ok" and kept.body["verdict"] not in ANSWERED:
                raise  # as the service would refuse it
            if policy is None and _is_one_cycle(kept.body, iterations, others):
                raise  # cosines differ in their last digit from one machine to another: only the service's are its own
            return _from_recommendation(kept.body, policy or "triangular2", iterations, others)

    def _schedule(self, path: str, query: Query) -> Schedule:
        definition = self._kept(path, [*query, ("count", 0)])
        long = definition["iterations"] > _MOST_RATES_FETCHED
        return Schedule.answered(definition if long else self._kept(path, query))


def _query(policy: Optional[str], iterations: Optional[int], parameters: Mapping[str, object]) -> Query:
    return [("policy", policy), ("iterations", iterations), *sorted(parameters.items())]


def _only_group(policy: Optional[str], iterations: Optional[int], parameters: Mapping[str, object]) -> None:
    """A stored schedule is what it is."""
    said = given(policy=policy, iterations=iterations, **parameters)
    said.pop("group", None)
    for name, value in said.items():
        raise ValueError(f"{name} is {value!r}, expected nothing: a stored schedule has its own")


def _is_one_cycle(recommendation: Recommendation, iterations: Optional[int], parameters: Mapping[str, object]) -> bool:
    """Whether the service chooses so where no policy is said."""
    if iterations is None or _OF_CYCLES_ONLY & set(parameters):
        return False
    return iterations < _EPOCHS_OF_FEWEST_CYCLES * max(1, recommendation["iterations_per_epoch"])


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
        parameters.setdefault("step_size_up", _half_cycle(recommendation, iterations))
    up = int(parameters["step_size"] if "step_size" in given else parameters["step_size_up"])
    cycle = up + int(parameters.get("step_size_down", up))
    return Schedule(parameters, iterations or 4 * cycle, warnings=_provisional(recommendation))


def _provisional(recommendation: Recommendation) -> List[Dict[str, str]]:
    verdict = recommendation["verdict"]
    if verdict in ANSWERED:
        return []
    message = f"the recommendation has the verdict {verdict}: what is filled from it is only the best that can be said"
    return [{"code": "provisional_recommendation", "message": message}]


def _half_cycle(recommendation: Recommendation, iterations: Optional[int]) -> int:
    """As the service fits whole cycles to a run: those, three at least, whose half comes closest to four epochs."""
    if iterations is None or iterations < _SHORTEST_FITTED:
        return recommendation["step_size"]
    four_epochs = 4 * max(1, recommendation["iterations_per_epoch"])
    fewer = max(_FEWEST_CYCLES, iterations // (2 * four_epochs))
    cycles = min(fewer, fewer + 1, key=lambda count: abs(math.log(iterations / (2 * count) / four_epochs)))
    return iterations // (2 * cycles)
