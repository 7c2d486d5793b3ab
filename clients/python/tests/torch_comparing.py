from __future__ import annotations

import unittest
from typing import Any, Dict, List

import torch
from torch import nn

from rangefinder import RunSchedule, Schedule, compare
from rangefinder.pytorch import RemoteSchedule

from . import service

ITERATIONS = 40


def data(seed: int, count: int) -> Any:
    """Points, and on which side of a line they are."""
    points = torch.randn(count, 2, generator=torch.Generator().manual_seed(seed))
    return points, (points[:, 0] > 0.3 * points[:, 1]).long()


@service.needed
class ComparingTests(service.ServiceTestCase):
    def test_a_training_in_torch_reports_by_its_scheduler(self) -> None:
        rates: Dict[str, List[float]] = {}
        points, sides = data(1, 500)

        def train(schedule: RunSchedule, seed: int) -> float:
            torch.manual_seed(seed)
            model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
            optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
            scheduler = RemoteSchedule(optimizer, schedule)
            batches, labels = data(seed, ITERATIONS * 16)
            for iteration in range(ITERATIONS):
                rates.setdefault(schedule.run["entry"], []).append(optimizer.param_groups[0]["lr"])
                part = slice(iteration * 16, iteration * 16 + 16)
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(batches[part]), labels[part])
                loss.backward()
                optimizer.step()
                scheduler.report(loss)
                scheduler.step()
            return float((model(points).argmax(1) == sides).float().mean())

        schedules = {
            "fixed": {"policy": "fixed", "lr": 1e-6},
            "cycle": {"policy": "triangular2", "base_lr": 0.1, "max_lr": 1.0, "step_size": 20},
        }
        found = compare(
            train,
            schedules,
            workload={"batch_size": 16, "iterations_per_epoch": ITERATIONS},
            validation_samples=500,
            iterations=ITERATIONS,
            classes=2,
            rangefinder=self.rangefinder,
            show_progress=False,
        )
        self.assertEqual(rates["cycle"][:ITERATIONS], list(Schedule(schedules["cycle"], ITERATIONS)))
        self.assertGreater(found.result["entries"][1]["final_accuracy"]["mean"], 0.9)
        curve = self.rangefinder.comparison_curve(found.id, "cycle")["repeats"][0]
        self.assertEqual(curve["iteration"], list(range(ITERATIONS)))
        self.assertLess(curve["loss"][-1], curve["loss"][0])

    def test_only_a_run_of_a_comparison_reports(self) -> None:
        optimizer = torch.optim.SGD(nn.Linear(1, 1).parameters(), lr=1.0)
        scheduler = RemoteSchedule(optimizer, Schedule({"policy": "fixed", "lr": 0.1}, 10))
        with self.assertRaisesRegex(ValueError, "reports nowhere"):
            scheduler.report(1.0)


if __name__ == "__main__":
    unittest.main()
