from __future__ import annotations

import random
import unittest
from typing import Any, List

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from rangefinder.pytorch import lr_find

from . import service


def spirals(seed: int, count: int) -> TensorDataset:
    """Two arms that wind around each other."""
    generator = torch.Generator().manual_seed(seed)
    arm = torch.randint(2, (count,), generator=generator)
    distance = torch.rand(count, generator=generator)
    angle = 5 * distance + 3.1416 * arm
    points = torch.stack([distance * torch.cos(angle), distance * torch.sin(angle)], 1)
    return TensorDataset(points + 0.02 * torch.randn(count, 2, generator=generator), arm)


@service.needed
class VerifyingTests(service.ServiceTestCase):
    def setUp(self) -> None:
        super().setUp()
        torch.manual_seed(3)
        self.model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Dropout(0.1), nn.Linear(32, 2))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9)
        self.loader = DataLoader(spirals(1, 512), batch_size=32, shuffle=True)
        self.validation = DataLoader(spirals(2, 400), batch_size=100)

    def find(self, **given: Any) -> Any:
        said = {
            "iterations": 200,
            "start_lr": 1e-4,
            "end_lr": 3.0,
            "verify": 1200,
            "verify_repeats": 2,
            "progress": False,
            **given,
        }
        said.setdefault("validation", self.validation)
        return lr_find(self.model, self.optimizer, nn.CrossEntropyLoss(), self.loader, rangefinder=self.rangefinder, **said)

    def state(self) -> List[Any]:
        buffers = [one["momentum_buffer"] for one in self.optimizer.state.values() if one.get("momentum_buffer") is not None]
        return [*(parameter.clone() for parameter in self.model.parameters()), *buffers, torch.get_rng_state()]

    def test_the_answer_is_the_winners_and_everything_is_as_it_was(self) -> None:
        before, drawn = self.state(), random.getstate()
        found = self.find()
        for was, now in zip(before, self.state()):
            self.assertTrue(torch.equal(was, now))
        self.assertEqual(len(before), len(self.state()))
        self.assertEqual(random.getstate(), drawn)
        self.assertTrue(self.model.training)
        self.assertEqual(found.verdict, "verified")
        verification = found.recommendation["verification"]
        self.assertLessEqual(verification["iterations"], 1200)
        winner = next(one for one in verification["entrants"] if one["name"] == verification["winner"])
        self.assertEqual((found.base_lr, found.max_lr), (winner["base_lr"], winner["max_lr"]))
        curve = self.rangefinder.curve(found.id)
        self.assertEqual(len(curve["repeats"]), 1, "the curve is the sweep's")
        runs = self.rangefinder.get(found.id)["runs"]
        self.assertTrue(all(run["state"] == "succeeded" for run in runs))

    def test_tries_with_the_same_seed_get_the_same_batches(self) -> None:
        seen: List[Any] = []

        def forward(model: nn.Module, batch: Any) -> Any:
            if model.training:
                seen.append(float(batch[0].sum()))
            outputs = model(batch[0])
            loss = nn.functional.cross_entropy(outputs, batch[1])
            return loss, (outputs.argmax(1) == batch[1]).float().mean()

        found = self.find(forward=forward, classes=2, verify=540, verify_repeats=1, iterations=150)
        verification = found.recommendation["verification"]
        (rung,) = verification["rungs"]
        swept = self.rangefinder.get(found.id)["runs"][0]["iterations_done"]
        tries = seen[-9 * rung["iterations"] :]
        first = tries[: rung["iterations"]]
        self.assertGreaterEqual(len(seen), swept + 9 * rung["iterations"])
        for number in range(9):
            self.assertEqual(tries[number * len(first) : (number + 1) * len(first)], first)

    def test_what_it_needs_is_said_by_its_name(self) -> None:
        with self.assertRaisesRegex(ValueError, "validation is missing"):
            self.find(validation=None)
        with self.assertRaisesRegex(ValueError, "no accuracy"):
            self.find(forward=lambda model, batch: nn.functional.cross_entropy(model(batch[0]), batch[1]))
        with self.assertRaisesRegex(ValueError, "no batches"):
            self.find(validation=[])


if __name__ == "__main__":
    unittest.main()
