"""A script that compares schedules; the tests start it, kill it, and start it again: URL, home, key, seconds a step."""

from __future__ import annotations

import json
import math
import random
import sys
import time
from pathlib import Path
from typing import Any, Dict

from rangefinder import Rangefinder, RunSchedule, compare

ITERATIONS = 60

SCHEDULES: Dict[str, Any] = {
    "fixed": {"policy": "fixed", "lr": 0.01},
    "cycle": {"policy": "triangular2", "base_lr": 0.01, "max_lr": 0.1, "step_size": 30},
}

GIVEN: Dict[str, Any] = {
    "workload": {"batch_size": 8, "iterations_per_epoch": 20},
    "validation_samples": 1000,
    "iterations": ITERATIONS,
    "classes": 4,
    "show_progress": False,
}


def train(schedule: RunSchedule, seed: int, seconds: float = 0.0) -> float:
    """Learns more the more rate it has had; the seed decides a little of it."""
    drawn = random.Random(seed)
    learned = 0.0
    for iteration in range(schedule.iterations):
        learned += schedule.lr(iteration)
        schedule.report(math.exp(-learned / 10) + 0.01 * drawn.random(), accuracy=0.5)
        time.sleep(seconds)
    return round(0.5 + learned / 20 + 0.01 * drawn.random(), 3)


if __name__ == "__main__":
    url, home, key, pause = sys.argv[1:]

    def slowly(schedule: RunSchedule, seed: int) -> float:
        print(schedule.run["entry"], seed, flush=True)
        return train(schedule, seed, float(pause))

    found = compare(slowly, SCHEDULES, key=key, rangefinder=Rangefinder(url, home=Path(home)), **GIVEN)
    print(json.dumps(found.result), flush=True)
