from __future__ import annotations

import pickle
import unittest
from array import array
from typing import Any, Dict, List

from rangefinder import Schedule

from . import service

LENGTH = 2000

ONE_CYCLE = {"policy": "one_cycle", "max_lr": 0.1, "total_steps": 99}
TRIANGULAR = {"policy": "triangular", "base_lr": 0.1, "max_lr": 0.3, "step_size": 50}

# Only added, multiplied and divided: the same doubles.
EXACT: List[Dict[str, Any]] = [
    {"policy": "fixed", "lr": 0.1},
    {"policy": "triangular", "base_lr": 0.001, "max_lr": 0.006, "step_size_up": 133, "step_size_down": 67},
    {"policy": "triangular", "base_lr": 0.01, "max_lr": 0.1, "step_size": 70, "window": "welch"},
    {"policy": "triangular2", "base_lr": 0, "max_lr": 0.7, "step_size_up": 1},
    {"policy": "decay", "base_lr": 0.01, "max_lr": 0.1, "step_size": 700},
    {"policy": "step", "lr": 0.1, "factor": 0.5, "milestones": [10, 500]},
    {"policy": "polynomial", "lr": 0.1, "total_steps": 1700},
    {"policy": "ladder", "start_lr": 0, "end_lr": 0.04, "iterations": 300, "spacing": "linear"},
    {"policy": "one_cycle", "max_lr": 0.1, "total_steps": 1500, "anneal_strategy": "linear"},
    {"policy": "knots", "knots": [{"iteration": 5, "lr": 0.1}, {"iteration": 90, "lr": 0.7}, {"iteration": 1200, "lr": 0}]},
    {"policy": "warmup", "warmup_iterations": 100, "start_factor": 0.1, "then": TRIANGULAR},
    {
        "policy": "composite",
        "stages": [{"iterations": 300, "schedule": TRIANGULAR}, {"iterations": 400, "schedule": {"policy": "fixed", "lr": 0.05}}],
    },
]

# C's and Java's libraries may differ in the last bit of a power or a cosine.
WITH_POWERS: List[Dict[str, Any]] = [
    {"policy": "exp_range", "base_lr": 0.01, "max_lr": 0.1, "step_size": 70, "gamma": 0.999, "cycle_momentum": True},
    {
        "policy": "exp_range_paper",
        "base_lr": 0.01,
        "max_lr": 0.1,
        "step_size": 70,
        "gamma": 0.999,
        "base_momentum": 0.8,
        "max_momentum": 0.95,
    },
    {"policy": "triangular2", "base_lr": 0.01, "max_lr": 0.1, "step_size": 70, "window": "hann", "cycle_momentum": True},
    {"policy": "exp", "max_lr": 0.1, "gamma": 0.998},
    {"policy": "polynomial", "lr": 0.1, "total_steps": 1700, "power": 2.5, "end_lr": 0.001},
    {"policy": "inverse", "lr": 0.01, "gamma": 0.0001, "power": 0.75},
    {"policy": "cosine", "eta_max": 0.1, "T_max": 1000},
    {"policy": "cosine_restarts", "eta_max": 0.1, "T_0": 10, "T_mult": 3, "eta_min": 0.001, "restart_decay": 0.9},
    {"policy": "cosine_restarts", "eta_max": 0.1, "T_0": 130},
    {"policy": "ladder", "start_lr": 1e-7, "end_lr": 10, "iterations": 1000, "spacing": "exponential"},
    {"policy": "one_cycle", "max_lr": 0.1, "total_steps": 1500},
    {"policy": "one_cycle", "max_lr": 0.1, "total_steps": 999, "pct_start": 0.4, "three_phase": True},
    {"policy": "warmup", "warmup_iterations": 9, "start_lr": 0, "then": ONE_CYCLE},
    {"policy": "composite", "stages": [{"iterations": 30, "schedule": ONE_CYCLE}]},
]


@service.needed
class LocalRatesTests(service.ServiceTestCase):
    """What is computed here, beside what the service says: given as somebody wrote it, and as the service answers it."""

    def compare(self, given: Dict[str, Any], tolerance: float) -> None:
        kept = self.rangefinder.keep_schedule(given, LENGTH)
        served = self.rangefinder.schedule(kept["id"])
        rates = list(served)
        self.assertEqual(len(rates), LENGTH)
        allowed = tolerance * max(rates)
        for local in (Schedule(given, LENGTH), Schedule(**served.definition())):
            for iteration in range(LENGTH):
                self.assertAlmostEqual(local.lr(iteration), rates[iteration], delta=allowed)
            self.assertEqual(local.lr(LENGTH + 9), local.lr(LENGTH - 1))
            self.assertEqual(local.cycles_momentum, served.cycles_momentum)
            if served.cycles_momentum:
                for iteration in range(LENGTH):
                    self.assertAlmostEqual(local.momentum(iteration), served.momentum(iteration), delta=1e-14)

    def test_they_are_the_same_doubles(self) -> None:
        for given in EXACT:
            with self.subTest(given["policy"]):
                self.compare(given, 0.0)

    def test_they_agree_to_the_last_digits_where_a_power_or_a_cosine_is_taken(self) -> None:
        for given in WITH_POWERS:
            with self.subTest(given["policy"]):
                self.compare(given, 1e-14)


class ScheduleTests(unittest.TestCase):
    def test_it_is_pickled_with_what_was_fetched(self) -> None:
        fetched = array("d", [0.5, 0.25])
        schedule = pickle.loads(pickle.dumps(Schedule({"policy": "fixed", "lr": 1.0}, 2, rates=fetched)))
        self.assertEqual(list(schedule), [0.5, 0.25])

    def test_its_definition_is_the_schedule(self) -> None:
        schedule = Schedule(TRIANGULAR, 200, multiplier=10.0)
        self.assertEqual(list(Schedule(**schedule.definition())), list(schedule))
        self.assertEqual(schedule.lr(50), 3.0)

    def test_what_cannot_be_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "policy is 'sine', expected one of composite, cosine"):
            Schedule({"policy": "sine"}, 10)
        with self.assertRaisesRegex(ValueError, "iterations is 0"):
            Schedule(TRIANGULAR, 0)
        with self.assertRaisesRegex(ValueError, "iteration is -1"):
            Schedule(TRIANGULAR, 10).lr(-1)


if __name__ == "__main__":
    unittest.main()
