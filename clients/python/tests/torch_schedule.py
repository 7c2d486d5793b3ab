from __future__ import annotations

import io
import unittest
import warnings
from typing import List

import torch
from torch import nn

from rangefinder import Schedule
from rangefinder.pytorch import RemoteSchedule

from . import service

TRIANGULAR = Schedule({"policy": "triangular", "base_lr": 0.01, "max_lr": 0.1, "step_size": 20}, 200)
ONE_CYCLE = Schedule({"policy": "one_cycle", "max_lr": 0.1, "total_steps": 100}, 100)


def optimizer(kind: str = "SGD", second_lr: float = 0.5, **options: float) -> torch.optim.Optimizer:
    """Of two groups; the second one's rate is given, the first one's is 0.05."""
    groups = [{"params": [nn.Parameter(torch.zeros(1))]}, {"params": [nn.Parameter(torch.zeros(1))], "lr": second_lr}]
    return getattr(torch.optim, kind)(groups, lr=0.05, **options)


def rates(of: torch.optim.Optimizer, scheduler: RemoteSchedule, count: int) -> List[List[float]]:
    """What the optimizer holds before each of so many steps."""
    seen = []
    for _ in range(count):
        seen.append([group["lr"] for group in of.param_groups])
        of.step()
        scheduler.step()
    return seen


class RemoteScheduleTests(unittest.TestCase):
    def setUp(self) -> None:
        strict = warnings.catch_warnings()
        strict.__enter__()
        self.addCleanup(strict.__exit__, None, None, None)
        warnings.simplefilter("error")

    def test_every_step_is_taken_at_its_rate_and_groups_keep_their_ratio(self) -> None:
        of = optimizer()
        seen = rates(of, RemoteSchedule(of, TRIANGULAR), 210)
        expected = [TRIANGULAR.lr(iteration) for iteration in range(210)]
        self.assertEqual([first for first, _ in seen], expected)
        self.assertEqual([second for _, second in seen], [lr * 10 for lr in expected])

    def test_multipliers_take_the_place_of_the_ratio(self) -> None:
        of = optimizer()
        seen = rates(of, RemoteSchedule(of, TRIANGULAR, multipliers=[1.0, 0.25]), 5)
        self.assertEqual([second for _, second in seen], [TRIANGULAR.lr(i) * 0.25 for i in range(5)])
        with self.assertRaisesRegex(ValueError, "multipliers has 3 numbers, expected 2"):
            RemoteSchedule(of, TRIANGULAR, multipliers=[1, 2, 3])

    def test_a_rate_of_zero_stays_zero_and_the_first_other_one_is_the_schedules(self) -> None:
        of = optimizer()
        of.param_groups[0]["lr"] = 0.0
        self.assertEqual(rates(of, RemoteSchedule(of, TRIANGULAR), 3), [[0.0, TRIANGULAR.lr(i)] for i in range(3)])
        of = optimizer(second_lr=0.0)
        of.param_groups[0]["lr"] = 0.0
        with self.assertRaisesRegex(ValueError, "rate 0.*multipliers="):
            RemoteSchedule(of, TRIANGULAR)

    def test_it_begins_at_any_iteration(self) -> None:
        for start in (1, 57, 199, 10**6):
            of = optimizer()
            seen = rates(of, RemoteSchedule(of, TRIANGULAR, iteration=start), 3)
            self.assertEqual([first for first, _ in seen], [TRIANGULAR.lr(start + i) for i in range(3)])

    def test_momentum_is_set_where_the_schedule_says_one(self) -> None:
        for kind, options in (("SGD", {"momentum": 0.5}), ("Adam", {})):
            of = optimizer(kind, **options)
            scheduler = RemoteSchedule(of, ONE_CYCLE)
            for iteration in range(100):
                for group in of.param_groups:
                    held = group["betas"][0] if "betas" in group else group["momentum"]
                    self.assertEqual(held, ONE_CYCLE.momentum(iteration))
                of.step()
                scheduler.step()
            if kind == "Adam":
                self.assertEqual(of.param_groups[0]["betas"][1], 0.999)

    def test_momentum_is_left_alone_where_it_says_none(self) -> None:
        of = optimizer(momentum=0.77)
        rates(of, RemoteSchedule(of, TRIANGULAR), 10)
        self.assertEqual([group["momentum"] for group in of.param_groups], [0.77, 0.77])

    def test_a_checkpoint_goes_on_where_it_was_with_the_schedule_it_was_written_under(self) -> None:
        first = optimizer(momentum=0.9)
        before = RemoteSchedule(first, ONE_CYCLE)
        rates(first, before, 41)
        file = io.BytesIO()
        torch.save({"optimizer": first.state_dict(), "scheduler": before.state_dict()}, file)
        file.seek(0)
        checkpoint = torch.load(file)

        resumed = optimizer(momentum=0.9)
        resumed.load_state_dict(checkpoint["optimizer"])
        after = RemoteSchedule(resumed, TRIANGULAR)
        after.load_state_dict(checkpoint["scheduler"])
        self.assertEqual(resumed.param_groups[0]["momentum"], ONE_CYCLE.momentum(41))
        self.assertEqual(after.get_last_lr(), [ONE_CYCLE.lr(41), ONE_CYCLE.lr(41) * 10])
        self.assertEqual(rates(resumed, after, 70), [[lr, lr * 10] for lr in map(ONE_CYCLE.lr, range(41, 111))])


@service.needed
class ServedRatesTests(service.ServiceTestCase):
    def test_cyclic_lr_takes_the_recommendation_as_it_is(self) -> None:
        """Within 1e-12 of max_lr, and the momentum stays."""
        advice = self.rangefinder.recommendation(service.finished())
        served = self.rangefinder.schedule(service.finished())
        of = optimizer(second_lr=0.05, momentum=0.77)
        scheduler = torch.optim.lr_scheduler.CyclicLR(of, **advice["cyclic_lr"])
        seen = rates(of, scheduler, len(served))
        for iteration, (lr, _) in enumerate(seen):
            self.assertAlmostEqual(lr, served.lr(iteration), delta=1e-12 * advice["max_lr"])
        self.assertEqual([group["momentum"] for group in of.param_groups], [0.77, 0.77])

    def test_the_optimizer_holds_the_services_own_doubles(self) -> None:
        for policy in ("triangular2", "cosine", "one_cycle", "exp_range"):
            served = self.rangefinder.schedule(service.finished(), policy, iterations=1000)
            path = f"/v1/range-tests/{service.finished()}/schedule"
            answer = self.rangefinder.transport.request("GET", path, query=[("policy", policy), ("iterations", 1000)])
            of = optimizer(momentum=0.9)
            seen = rates(of, RemoteSchedule(of, served), 1000)
            self.assertEqual([lr for lr, _ in seen], answer.json()["rates"])


if __name__ == "__main__":
    unittest.main()
