from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
import uuid
from pathlib import Path
from typing import Any, Dict, List

from rangefinder import Problem, RangefinderError, RunSchedule, Schedule, compare

from . import service
from .comparing_trainer import GIVEN, ITERATIONS, SCHEDULES, train


@service.needed
class ComparingTests(service.ServiceTestCase):
    def compare(self, function: Any = train, schedules: Any = None, **given: Any) -> Any:
        said = {**GIVEN, **given}
        return compare(function, SCHEDULES if schedules is None else schedules, rangefinder=self.rangefinder, **said)

    def test_schedules_are_trained_with_the_same_seeds_and_judged(self) -> None:
        asked: List[Any] = []

        def training(schedule: RunSchedule, seed: int) -> float:
            asked.append((schedule.run["entry"], seed))
            return train(schedule, seed)

        found = self.compare(training, seed=7, margin=0.0)
        self.assertEqual(asked, [(entry, seed) for seed in (7, 8, 9) for entry in ("fixed", "cycle")])
        self.assertEqual(found.verdicts, {"cycle": "better"})
        self.assertEqual(found.failures, [])
        self.assertIn("<svg", found._repr_svg_())
        comparison = self.rangefinder.comparison(found.id)
        self.assertEqual(comparison["baseline"], "fixed")
        self.assertIn("training", comparison["workload"]["description"])
        curve = self.rangefinder.comparison_curve(found.id, "cycle")["repeats"][0]
        self.assertEqual(curve["iteration"], list(range(ITERATIONS)))
        self.assertEqual(curve["lr"], list(Schedule(SCHEDULES["cycle"], ITERATIONS)))
        self.assertEqual(curve["validation_accuracy"][-1], found.result["entries"][1]["seeds"][0]["final_accuracy"])

    def test_one_entry_that_fails_does_not_lose_the_others(self) -> None:
        schedules = {**SCHEDULES, "broken": {"policy": "fixed", "lr": 1.0}}

        def training(schedule: RunSchedule, seed: int) -> float:
            if schedule.run["entry"] == "broken":
                raise MemoryError("the accelerator is full")
            return train(schedule, seed)

        with self.assertLogs("rangefinder", "WARNING") as said:
            found = self.compare(training, schedules)
        self.assertIn("left out", said.output[0])
        self.assertEqual(
            [(failure.entry, failure.repeat) for failure in found.failures], [("broken", 0), ("broken", 1), ("broken", 2)]
        )
        self.assertEqual(found.verdicts, {"cycle": "better"})
        self.assertTrue(any("ended before" in diagnosis for diagnosis in found.result["diagnoses"]))

    def test_what_diverges_is_a_result_however_it_is_said(self) -> None:
        for how in ("reported", "raised"):
            with self.subTest(how):

                def training(schedule: RunSchedule, seed: int, how: str = how) -> Any:
                    if schedule.run["entry"] == "fixed":
                        return train(schedule, seed)
                    schedule.report(2.0)
                    if how == "raised":
                        raise FloatingPointError("the loss is inf")
                    schedule.report(float("inf"))
                    until = time.monotonic() + 60
                    while not schedule.over and time.monotonic() < until:
                        time.sleep(0.05)
                    return None

                found = self.compare(training)
                self.assertEqual(found.result["entries"][1]["diverged"], 3)
                self.assertEqual(found.result["entries"][1]["final_accuracy"]["mean"], 0.25)
                self.assertEqual(found.verdicts, {"cycle": "worse"})

    def test_where_every_training_fails_its_failure_is_raised(self) -> None:
        def training(schedule: RunSchedule, seed: int) -> float:
            return {}[seed]  # type: ignore[no-any-return]

        with self.assertLogs("rangefinder", "WARNING"), self.assertRaises(KeyError):
            self.compare(training)

    def test_validations_belong_to_the_step_before_them(self) -> None:
        def training(schedule: RunSchedule, seed: int) -> Dict[str, float]:
            with self.assertRaisesRegex(ValueError, "expected a loss first"):
                schedule.report(validation_loss=1.0)
            for iteration in range(schedule.iterations):
                schedule.report(1.0, skipped=iteration == 3)
                if (iteration + 1) % 20 == 0:
                    schedule.report(validation_loss=1.0 / (iteration + 1), validation_accuracy=iteration / 100)
            return {"validation_accuracy": 0.75}

        found = self.compare(training, repeats=1)
        (curve,) = self.rangefinder.comparison_curve(found.id, "fixed")["repeats"]
        self.assertEqual(curve["iteration"], [i for i in range(ITERATIONS) if i != 3])
        seen = [(i, accuracy) for i, accuracy in zip(curve["iteration"], curve["validation_accuracy"]) if accuracy is not None]
        self.assertEqual(seen, [(19, 0.19), (39, 0.39), (59, 0.75)])
        self.assertEqual(curve["validation_loss"][-1], 1 / 60)

    def test_trainings_that_are_over_take_part(self) -> None:
        ids = []
        for seed in range(3):
            id = self.rangefinder.training_run(service.finished(), Schedule(SCHEDULES["fixed"], ITERATIONS))["id"]
            with self.rangefinder.training_reporter(id) as reporter:
                for iteration in range(ITERATIONS):
                    reporter.add(iteration, 1.0, validation_accuracy=0.5 + seed / 1000 if iteration == ITERATIONS - 1 else None)
            ids.append(id)
        found = self.compare(schedules={"before": {"training_runs": ids}, "cycle": SCHEDULES["cycle"]})
        self.assertEqual(found.verdicts, {"cycle": "better"})
        self.assertEqual([seed["final_accuracy"] for seed in found.result["entries"][0]["seeds"]], [0.5, 0.501, 0.502])

    def test_several_trainers_share_a_comparison(self) -> None:
        asked: List[Any] = []
        both = threading.Barrier(2, timeout=30)

        def training(schedule: RunSchedule, seed: int) -> float:
            if len(asked) < 2:
                asked.append((schedule.run["entry"], seed))
                both.wait()  # so that both have one at the same time
            else:
                asked.append((schedule.run["entry"], seed))
            return train(schedule, seed)

        key = str(uuid.uuid4())
        other = threading.Thread(target=lambda: self.compare(training, key=key, trainer="other"))
        other.start()
        found = self.compare(training, key=key, trainer="one")
        other.join()
        self.assertEqual(sorted(asked), sorted((entry, seed) for seed in (0, 1, 2) for entry in ("fixed", "cycle")))
        self.assertEqual(found.verdicts, {"cycle": "better"})

    def start(self, key: str, seconds: float) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.comparing_trainer", service.URL or "", str(self.home), key, str(seconds)]
        folder = Path(__file__).parents[1]
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup((process.stdout or sys.stdin).close)
        return process

    def test_a_trainer_that_is_killed_in_mid_comparison_goes_on_and_the_result_is_the_same(self) -> None:
        key = str(uuid.uuid4())
        trained = []
        for runs in (1, 3):
            process = self.start(key, 0.02)
            for _ in range(runs):
                trained.append((process.stdout or sys.stdin).readline())  # the last of them is in training
            self.wait_for_points(key)
            process.send_signal(signal.SIGKILL)
            process.wait()
        process = self.start(key, 0.0)
        said = process.communicate()[0].splitlines()
        self.assertEqual(process.returncode, 0)
        self.assertEqual(trained[0], trained[1], "what had not ended comes first")
        undisturbed = self.compare(show_progress=False)
        self.assertEqual(json.loads(said[-1]), undisturbed.result)

    def wait_for_points(self, key: str) -> None:
        """Until something of the run in training is there."""
        newest = next(iter(self.rangefinder.comparisons()))
        for _ in range(1000):
            now = self.rangefinder.comparison(newest["id"])
            if any(run["state"] == "running" and run["iterations_done"] > 0 for run in now["runs"]):
                return
        self.fail("nothing was reported")

    def test_what_is_missing_or_wrong_is_said_by_its_name(self) -> None:
        with self.assertRaisesRegex(ValueError, "validation_samples"):
            self.compare(validation_samples=None)
        with self.assertRaisesRegex(Problem, "/workload/batch_size"):
            self.compare(workload={"batch_size": 0, "iterations_per_epoch": 1})
        with self.assertRaisesRegex(Problem, "/baseline"):
            self.compare(baseline="other")
        with self.assertRaisesRegex(ValueError, "multiplier"):
            self.compare(schedules={"a": Schedule(SCHEDULES["fixed"], ITERATIONS, multiplier=2.0), "b": SCHEDULES["cycle"]})

    def test_one_that_was_cancelled_has_no_result(self) -> None:
        def training(schedule: RunSchedule, seed: int) -> float:
            self.rangefinder.cancel_comparison(comparison_of(schedule))
            return train(schedule, seed)

        with self.assertRaisesRegex(RangefinderError, "is cancelled"):
            self.compare(training)


def comparison_of(schedule: RunSchedule) -> str:
    return schedule._reporter._path.split("/")[3]


if __name__ == "__main__":
    unittest.main()
