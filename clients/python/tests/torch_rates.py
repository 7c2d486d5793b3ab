from __future__ import annotations

import io
import unittest
from typing import Any, List

import torch
from torch import nn

from rangefinder import Schedule
from rangefinder.pytorch import RemoteSchedule
from rangefinder.pytorch.rates import GroupRates

TRIANGULAR = Schedule({"policy": "triangular", "base_lr": 0.0, "max_lr": 0.1, "step_size": 20}, 200)
ONE_CYCLE = Schedule({"policy": "one_cycle", "max_lr": 0.1, "total_steps": 100}, 100)


def parameter() -> nn.Parameter:
    return nn.Parameter(torch.ones(1))


def groups(*rates: Any) -> List[Any]:
    return [{"params": [parameter()], "lr": lr} for lr in rates]


class TensorRateTests(unittest.TestCase):
    """A compiled step has the tensor built in."""

    def test_it_is_refilled_and_stays_the_same_tensor(self) -> None:
        lr = torch.tensor(0.1)
        of = torch.optim.Adam([parameter()], lr=0.1)
        of.param_groups[0]["lr"] = lr
        scheduler = RemoteSchedule(of, TRIANGULAR, iteration=3)
        for iteration in range(3, 30):
            self.assertIs(of.param_groups[0]["lr"], lr)
            self.assertAlmostEqual(lr.item(), TRIANGULAR.lr(iteration), places=7)
            of.step()
            scheduler.step()

    def test_betas_that_are_tensors_too(self) -> None:
        beta = torch.tensor(0.9)
        of = torch.optim.Adam([parameter()], lr=0.1)
        of.param_groups[0]["betas"] = (beta, 0.999)
        GroupRates(of).follow(ONE_CYCLE, 0)
        self.assertIs(of.param_groups[0]["betas"][0], beta)
        self.assertAlmostEqual(beta.item(), 0.95, places=6)

    def test_one_tensor_for_two_groups_of_different_ratio_is_refused(self) -> None:
        lr = torch.tensor(0.1)
        of = torch.optim.SGD(groups(0.1, 0.1), lr=0.1)
        for group in of.param_groups:
            group["lr"] = lr
        with self.assertRaisesRegex(ValueError, "share one tensor"):
            GroupRates(of, [1.0, 0.5]).set(0.1)


class RatioTests(unittest.TestCase):
    def test_a_group_with_rate_zero_stays_at_zero(self) -> None:
        of = torch.optim.SGD(groups(0.0, 0.1), lr=0.1)
        GroupRates(of).set(0.3)
        self.assertEqual([group["lr"] for group in of.param_groups], [0.0, 0.3])

    def test_groups_that_are_all_at_zero_are_refused_with_what_to_say(self) -> None:
        with self.assertRaisesRegex(ValueError, "multipliers="):
            GroupRates(torch.optim.SGD(groups(0.0, 0.0), lr=0.1))
        of = torch.optim.SGD(groups(0.0, 0.0), lr=0.1)
        GroupRates(of, [1, 10]).set(0.3)
        self.assertEqual([group["lr"] for group in of.param_groups], [0.3, 3.0])

    def test_a_rate_that_is_none_is_refused(self) -> None:
        of = torch.optim.SGD(groups(0.1), lr=0.1)
        of.param_groups[0]["lr"] = None
        with self.assertRaisesRegex(ValueError, "has no rate"):
            GroupRates(of)

    def test_the_ratio_outlives_a_checkpoint_at_rate_zero_also_by_the_optimizer_alone(self) -> None:
        of = torch.optim.SGD(groups(0.1, 0.01), lr=0.1)
        RemoteSchedule(of, TRIANGULAR)
        self.assertEqual([group["lr"] for group in of.param_groups], [0.0, 0.0])
        file = io.BytesIO()
        torch.save(of.state_dict(), file)
        file.seek(0)
        resumed = torch.optim.SGD(groups(1.0, 1.0), lr=1.0)
        for _ in range(2):  # the second time from what the first has written
            resumed.load_state_dict(torch.load(file))
            scheduler = RemoteSchedule(resumed, TRIANGULAR, iteration=40)
            self.assertEqual([group["lr"] for group in resumed.param_groups], [0.0, 0.0])
            file = io.BytesIO()
            torch.save(resumed.state_dict(), file)
            file.seek(0)
        resumed.step()
        scheduler.step()
        first, second = (group["lr"] for group in resumed.param_groups)
        self.assertEqual((first, second), (TRIANGULAR.lr(41), TRIANGULAR.lr(41) * (0.01 / 0.1)))

    def test_a_group_that_is_added_later_joins_by_its_ratio(self) -> None:
        of = torch.optim.SGD(groups(0.1), lr=0.1)
        scheduler = RemoteSchedule(of, TRIANGULAR)
        of.add_param_group({"params": [parameter()], "lr": 0.02})
        for _ in range(10):
            of.step()
            scheduler.step()
        self.assertEqual([group["lr"] for group in of.param_groups], [TRIANGULAR.lr(10), TRIANGULAR.lr(10) * (0.02 / 0.1)])
        again = RemoteSchedule(torch.optim.SGD(groups(0.1, 0.02), lr=0.1), TRIANGULAR)
        again.load_state_dict(scheduler.state_dict())
        self.assertEqual(again.multipliers, scheduler.multipliers)

    def test_beside_multipliers_it_is_refused(self) -> None:
        of = torch.optim.SGD(groups(0.1), lr=0.1)
        scheduler = RemoteSchedule(of, TRIANGULAR, multipliers=[2.0])
        of.add_param_group({"params": [parameter()]})
        of.step()
        with self.assertRaisesRegex(ValueError, "2 groups by now"):
            scheduler.step()


class MomentumTests(unittest.TestCase):
    def test_optimizers_without_one_are_left_without(self) -> None:
        for of in (
            torch.optim.Adagrad([parameter()], lr=0.1),
            torch.optim.Rprop([parameter()], lr=0.1),
            torch.optim.LBFGS([parameter()], lr=0.1),
            torch.optim.RMSprop([parameter()], lr=0.1),
            torch.optim.SGD([parameter()], lr=0.1),
            torch.optim.Adam([parameter()], lr=0.1, betas=(0.0, 0.9)),
        ):
            with self.subTest(type(of).__name__):
                before = {name: value for name, value in of.param_groups[0].items() if name not in ("lr", "params")}
                GroupRates(of).follow(ONE_CYCLE, 5)
                after = {name: value for name, value in of.param_groups[0].items() if name in before}
                self.assertEqual(after, before)
                self.assertEqual(of.param_groups[0]["lr"], ONE_CYCLE.lr(5))


class Outer(torch.optim.Optimizer):
    """Steps another one, which has groups of its own."""

    def __init__(self, parameters: List[nn.Parameter], inner: torch.optim.Optimizer):
        super().__init__(parameters, {"lr": 0.1})
        self.inner = inner

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        self.inner.step()


class WrapperTests(unittest.TestCase):
    def test_the_optimizer_inside_gets_the_rate_too(self) -> None:
        weight = parameter()
        inner = torch.optim.SGD([weight], lr=0.1)
        GroupRates(Outer([weight], inner)).set(0.25)
        self.assertEqual(inner.param_groups[0]["lr"], 0.25)

    def test_what_is_no_optimizer_is_refused_by_its_type(self) -> None:
        with self.assertRaisesRegex(TypeError, "Linear.*param_groups"):
            GroupRates(nn.Linear(1, 1))


if __name__ == "__main__":
    unittest.main()
