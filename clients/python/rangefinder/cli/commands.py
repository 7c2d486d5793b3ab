"""What each command does with a service, and what it prints."""

from __future__ import annotations

import argparse
import json
import sys
import time
from itertools import islice
from typing import Any, Dict, Tuple

from ..answers import RangeTest
from ..client import Rangefinder
from . import text
from .progress import Progress

# Often enough to look alive, seldom enough for a small server.
_LOOK_SECONDS = 0.5

# What a plot of 72 columns can show.
_CURVE_POINTS = 600


def upload(service: Rangefinder, given: argparse.Namespace) -> None:
    parts = ("train_images", "train_labels", "test_images", "test_labels")
    found = service.upload(given.name, {part: getattr(given, part) for part in parts})
    _print(given, found, text.datasets([found]))


def datasets(service: Rangefinder, given: argparse.Namespace) -> None:
    found = list(service.datasets())
    _print(given, found, text.datasets(found))


def range_test(service: Rangefinder, given: argparse.Namespace) -> None:
    if given.file is not None:
        submission = json.load(given.file)
    else:
        submission = {
            "workload": {
                "dataset": given.dataset,
                "model": given.model,
                "optimizer": {"type": given.optimizer, **dict(given.optimizer_parameters)},
                "batch_size": given.batch_size,
            },
            "sweep": {
                "start_lr": given.start_lr,
                "end_lr": given.end_lr,
                "iterations": given.iterations,
                "spacing": given.spacing,
            },
            "repeats": given.repeats,
            "refine": given.refine,
            "refine_iterations": given.refine_iterations,
            "tags": dict(given.tags),
        }
    submitted = service.range_test(**submission)
    if given.wait:
        _watch(service, submitted["id"], given)
    else:
        _print(given, submitted, submitted["id"])


def watch(service: Rangefinder, given: argparse.Namespace) -> None:
    _watch(service, given.id, given)


def recommendation(service: Rangefinder, given: argparse.Namespace) -> None:
    found = service.recommendation(given.id)
    picture = "" if given.json else "\n\n" + text.curve(service.curve(given.id, _CURVE_POINTS), found)
    _print(given, found, text.recommendation(found) + picture)


def schedule(service: Rangefinder, given: argparse.Namespace) -> None:
    found = service.schedule(given.id, given.policy, given.iterations, **dict(given.parameters))
    if given.csv:
        print("iteration,lr")
        for iteration, lr in enumerate(found):
            print(f"{iteration},{lr!r}")
    else:
        answer = {**found.definition(), "rates": list(found), "warnings": found.warnings} if given.json else None
        _print(given, answer, "" if given.json else text.schedule(found))


def search(service: Rangefinder, given: argparse.Namespace) -> None:
    names = ("model", "dataset", "optimizer", "batch_size", "state", "verdict", "created_after", "created_before")
    fields = {name: getattr(given, name) for name in names}
    found = list(islice(service.search(tags=dict(given.tags), **fields), given.limit))
    _print(given, found, text.range_tests(found))


def deliver(service: Rangefinder, given: argparse.Namespace) -> None:
    deliveries = list(service.deliver())
    answer = [{"path": path, "failure": failure and str(failure)} for _, path, failure in deliveries]
    _print(given, answer, "\n".join(f"{path}  {failure or 'delivered'}" for _, path, failure in deliveries))
    if any(failure for _, _, failure in deliveries):
        sys.exit(1)


def _watch(service: Rangefinder, id: str, given: argparse.Namespace) -> None:
    progress = Progress()
    try:
        found = service.get(id)
        while "ended_at" not in found:
            progress.show(*_standing(found))
            time.sleep(_LOOK_SECONDS)
            found = service.get(id)
    finally:
        progress.end()
    if found["state"] != "succeeded":
        _print(given, found, f"{id} {found['state']}")
        sys.exit(1)
    given.id = id
    recommendation(service, given)


def _standing(found: RangeTest) -> Tuple[int, int, str]:
    progress: Dict[str, Any] = found["progress"]
    done, whole = progress["iterations_done"], progress["iterations"]
    left = progress.get("seconds_left")
    said = f"{found['state']}, {done} of {whole} iterations" + ("" if left is None else f", {left:.0f} s left")
    return done, whole, said


def _print(given: argparse.Namespace, answer: Any, lines: str) -> None:
    print(json.dumps(answer, indent=2) if given.json else lines)
