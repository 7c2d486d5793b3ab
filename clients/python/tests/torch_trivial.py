from __future__ import annotations

import math
import unittest
from typing import Any, Optional

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler

from rangefinder.pytorch.trivial import trivial_of

CLASSES = torch.tensor([0, 0, 0, 1])
# -0.75 ln 0.75 - 0.25 ln 0.25
THREE_TO_ONE = 0.5623351446188083


def of(loss_fn: Any, targets: torch.Tensor, **given: Any) -> Optional[float]:
    return trivial_of(loss_fn, DataLoader(TensorDataset(torch.zeros(len(targets), 2), targets), 2, **given))


class TrivialTests(unittest.TestCase):
    def test_classes(self) -> None:
        self.assertAlmostEqual(of(nn.CrossEntropyLoss(), CLASSES) or 0, THREE_TO_ONE)
        self.assertAlmostEqual(of(nn.NLLLoss(ignore_index=9), torch.tensor([0, 0, 0, 1, 9]), shuffle=True) or 0, THREE_TO_ONE)

    def test_binary_and_several_labels(self) -> None:
        self.assertAlmostEqual(of(nn.BCEWithLogitsLoss(), CLASSES.float()[:, None]) or 0, THREE_TO_ONE)
        labels = torch.tensor([[0.0, 1.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
        self.assertAlmostEqual(of(nn.BCELoss(), labels) or 0, (THREE_TO_ONE + math.log(2)) / 2)

    def test_it_is_the_loss_of_the_best_constant(self) -> None:
        values = torch.tensor([[1.0, 5.0], [2.0, 5.0], [6.0, 8.0]])
        best = nn.MSELoss()(values.mean(0).expand_as(values), values)
        self.assertAlmostEqual(of(nn.MSELoss(), values) or 0, float(best), places=6)

    def test_what_is_not_known_is_not_said(self) -> None:
        uneven = WeightedRandomSampler([1.0, 1.0, 1.0, 3.0], 4)
        self.assertIsNone(of(nn.CrossEntropyLoss(), CLASSES, sampler=uneven))
        self.assertIsNone(of(nn.CrossEntropyLoss(label_smoothing=0.1), CLASSES))
        self.assertIsNone(of(nn.CrossEntropyLoss(weight=torch.ones(2)), CLASSES))
        self.assertIsNone(of(nn.CrossEntropyLoss(reduction="sum"), CLASSES))
        self.assertIsNone(of(nn.functional.cross_entropy, CLASSES))
        self.assertIsNone(trivial_of(nn.CrossEntropyLoss(), lambda: None))


if __name__ == "__main__":
    unittest.main()
