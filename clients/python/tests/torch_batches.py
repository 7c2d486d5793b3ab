from __future__ import annotations

import collections
import dataclasses
import functools
import math
import types
import unittest
from typing import Any, Iterator, Mapping, Optional

import torch
from torch import nn
from torch.nn import functional

from rangefinder.pytorch.accuracy import accuracy
from rangefinder.pytorch.batches import endless, on_device, pair, samples

CPU = torch.device("cpu")
Named = collections.namedtuple("Named", ["x", "y"])


@dataclasses.dataclass(frozen=True)
class Parts:
    x: torch.Tensor
    names: Any


class WithTo:
    """As BatchEncoding, or a graph."""

    def __init__(self, device: str = "nowhere"):
        self.device = device

    def to(self, device: Any) -> WithTo:
        return WithTo(str(device))


class InPlace:
    """As batches of older libraries: `to` returns nothing."""

    device = "nowhere"

    def to(self, device: Any) -> None:
        self.device = str(device)


class Unchanging(Mapping[str, Any]):
    def __init__(self, entries: Any):
        self._entries = dict(entries)

    def __getitem__(self, name: str) -> Any:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class OnDeviceTests(unittest.TestCase):
    def test_types_stay_what_the_loader_gave(self) -> None:
        x = torch.ones(2, 3)
        packed = nn.utils.rnn.pack_sequence([torch.ones(3), torch.ones(2)])
        ordered = collections.OrderedDict(a=x, b=[x, (x, "text")])
        for batch in (x, [x, x], (x, x), Named(x, x), Parts(x, ["a"]), packed, ordered, {"a": {"b": x}}, "text", None, 3):
            with self.subTest(type(batch).__name__):
                self.assertIs(type(on_device(batch, CPU)), type(batch))
        self.assertEqual(on_device(WithTo(), CPU).device, "cpu")
        placed = InPlace()
        self.assertIs(on_device(placed, CPU), placed)
        self.assertEqual(placed.device, "cpu")
        self.assertTrue(torch.equal(on_device(Named(x, 2 * x), CPU).y, 2 * x))
        self.assertIsInstance(on_device(ordered, CPU)["b"][1], tuple)
        self.assertEqual(on_device(Parts(x, ["a"]), CPU).names, ["a"])

    def test_every_tensor_in_it_is_moved(self) -> None:
        meta = torch.device("meta")
        x = torch.ones(2)
        moved = on_device({"a": Named(x, [x]), "b": Parts(x, {"c": x})}, meta)
        unchanging = on_device(Unchanging({"a": x}), meta)
        self.assertEqual((type(unchanging), unchanging["a"].device), (Unchanging, meta))
        self.assertEqual({moved["a"].x.device, moved["a"].y[0].device, moved["b"].x.device, moved["b"].names["c"].device}, {meta})

    def test_samples_are_counted(self) -> None:
        x = torch.ones(5, 3)
        for batch in (x, [x, x], Named(x, x), Parts(x, 0), {"a": x}, nn.utils.rnn.pack_sequence([x] * 5)):
            self.assertEqual(samples(batch), 5)
        self.assertEqual(samples("text"), 1)

    def test_samples_that_were_not_stacked_are_counted(self) -> None:
        images = tuple(torch.zeros(3, 8, 8) for _ in range(5))
        boxes = [{"boxes": torch.zeros(2, 4)} for _ in range(5)]
        for batch in ((images, boxes), {"images": images, "targets": boxes}, ["abcde", list("abcde")], {"text": list("abcde")}):
            self.assertEqual(samples(batch), 5)
        self.assertEqual(samples([{"x": torch.zeros(5, 2)}, {"y": torch.zeros(5)}]), 5)

    def test_other_batches_than_pairs_are_named(self) -> None:
        with self.assertRaisesRegex(ValueError, "tuple of 3.*forward="):
            pair((1, 2, 3))
        with self.assertRaisesRegex(ValueError, "a batch is a dict"):
            pair({})


class LoaderTests(unittest.TestCase):
    def test_a_loader_that_does_not_begin_again_says_so(self) -> None:
        batches = endless(iter([1, 2, 3]))
        self.assertEqual([next(batches) for _ in range(3)], [1, 2, 3])
        with self.assertRaisesRegex(ValueError, "ended after 3 batches"):
            next(batches)

    def test_a_function_gives_a_batch_each_time(self) -> None:
        numbers: Iterator[int] = iter(range(9))
        batches = endless(lambda: next(numbers))
        self.assertEqual([next(batches) for _ in range(4)], [0, 1, 2, 3])


class AccuracyTests(unittest.TestCase):
    """Right, or absent."""

    def share(self, outputs: Any, targets: Any, loss_fn: Any = functional.cross_entropy) -> Optional[float]:
        """Of losses that are not torch's own the loss counts, too."""
        loss = loss_fn(outputs, targets) if isinstance(loss_fn, types.FunctionType) and loss_fn.__name__ == "<lambda>" else None
        found = accuracy(outputs, targets, loss_fn, loss)
        return None if found is None or math.isnan(found) else float(found)

    def test_class_indices(self) -> None:
        scores = torch.tensor([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [0.0, 1.0]])
        self.assertEqual(self.share(scores, torch.tensor([0, 1, 1, 1])), 0.75)
        own = lambda outputs, targets: functional.cross_entropy(outputs, targets)  # noqa: E731
        self.assertEqual(self.share(scores, torch.tensor([0, 1, 1, 1]), own), 0.75)
        self.assertAlmostEqual(self.share(scores, torch.tensor([0, 1, 1, -100]), own) or 0.0, 2 / 3, places=6)

    def test_a_loss_of_ones_own_that_is_no_cross_entropy_has_none(self) -> None:
        scores = torch.tensor([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [0.0, 1.0]])
        targets = torch.tensor([0, 1, 1, 1])
        for name, loss_fn in (
            ("a label that it ignores", lambda o, t: functional.cross_entropy(o, t, ignore_index=0)),
            ("mean and variance", lambda o, t: functional.gaussian_nll_loss(o[:, 0], t.float(), o[:, 1].exp())),
            ("ranks", lambda o, t: functional.binary_cross_entropy_with_logits(o, (t[:, None] > torch.arange(2)).float())),
            ("nothing", lambda o, t: None),
        ):
            with self.subTest(name):
                self.assertIsNone(self.share(scores, targets, loss_fn))

    def test_ignored_labels_do_not_count(self) -> None:
        scores = torch.tensor([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [0.0, 1.0]])
        self.assertEqual(self.share(scores, torch.tensor([0, -100, 1, -100])), 0.5)
        self.assertEqual(self.share(scores, torch.tensor([0, 0, 1, 1]), nn.CrossEntropyLoss(ignore_index=1)), 0.5)
        self.assertIsNone(self.share(scores, torch.tensor([-100] * 4)))
        without_one = functools.partial(functools.partial(functional.cross_entropy, reduction="mean"), ignore_index=1)
        self.assertEqual(self.share(scores, torch.tensor([0, 0, 1, 1]), without_one), 0.5)

    def test_a_single_score_is_judged_by_its_sign(self) -> None:
        scores = torch.tensor([[1.5], [-2.0], [0.5], [-1.0]])
        integers = torch.tensor([1, 0, 0, 1])
        self.assertEqual(self.share(scores, integers.float().unsqueeze(1), nn.BCEWithLogitsLoss()), 0.5)
        self.assertEqual(self.share(scores.squeeze(1), integers, nn.BCEWithLogitsLoss()), 0.5)
        self.assertEqual(self.share(torch.sigmoid(scores), integers, nn.BCELoss()), 0.5)
        self.assertIsNone(self.share(scores, integers, lambda outputs, targets: None))
        self.assertIsNone(self.share(scores, integers.float(), nn.MSELoss()))

    def test_soft_and_several_labels_and_regression_have_none(self) -> None:
        scores = torch.randn(4, 3)
        for targets, loss_fn in (
            (torch.full((4, 3), 1 / 3), nn.CrossEntropyLoss()),
            (torch.ones(4, 3), nn.BCEWithLogitsLoss()),
            (torch.randn(4, 3), nn.MSELoss()),
            (torch.full((4, 1), 0.3), nn.BCEWithLogitsLoss()),
            (torch.tensor([0, 5, 1, 1]), lambda outputs, targets: torch.tensor(1.0)),
            (None, nn.MSELoss()),
        ):
            self.assertIsNone(self.share(scores if loss_fn else scores, targets, loss_fn))
        self.assertIsNone(self.share(scores[:, :1], torch.full((4, 1), 0.3), nn.BCEWithLogitsLoss()))

    def test_tokens_without_their_padding(self) -> None:
        targets = torch.tensor([[1, 2, -100], [0, -100, -100]])
        scores = functional.one_hot(torch.tensor([[1, 0, 0], [0, 0, 0]]), 4).float().transpose(1, 2)
        self.assertAlmostEqual(self.share(scores, targets) or 0.0, 2 / 3)
        self.assertAlmostEqual(self.share(scores, targets.clamp(min=0), nn.CrossEntropyLoss(ignore_index=0)) or 0.0, 1 / 2)
        self.assertIsNone(self.share(scores, targets, lambda outputs, targets: None))  # whose padding is not known


if __name__ == "__main__":
    unittest.main()
