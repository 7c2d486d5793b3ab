from __future__ import annotations

import collections
import contextlib
import io
import math
import sys
import unittest
import warnings
from typing import Any, List
from unittest import mock

import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

from rangefinder import Found, RangefinderWarning
from rangefinder.pytorch import RangeTest, lr_find

from . import service
from .torch_lr_find import CLASSES, loader, state


class Stream(IterableDataset):  # type: ignore[type-arg]
    """Without a length."""

    def __iter__(self) -> Any:
        generator = torch.Generator().manual_seed(3)
        while True:
            inputs = torch.randn(20, generator=generator)
            yield inputs, inputs[:CLASSES].argmax()


class Climbing(torch.optim.Optimizer):
    """Steps by the gradients a little above, as sharpness-aware minimization does."""

    def __init__(self, parameters: List[nn.Parameter], inner: torch.optim.Optimizer):
        super().__init__(parameters, {"lr": 0.05})
        self.inner = inner
        self.param_groups = inner.param_groups

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        assert closure is not None, "sharpness-aware minimization requires closure"
        climbed = [(parameter, parameter.grad * 0.05) for parameter in self.param_groups[0]["params"]]
        for parameter, there in climbed:
            parameter.add_(there)
        closure()
        for parameter, there in climbed:
            parameter.sub_(there)
        self.inner.step()


@service.needed
class HandWrittenLoopTests(service.ServiceTestCase):
    def setUp(self) -> None:
        super().setUp()
        warnings.simplefilter("ignore", RangefinderWarning)
        torch.manual_seed(1)
        self.model = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, CLASSES))
        self.optimizer: torch.optim.Optimizer = torch.optim.SGD(self.model.parameters(), lr=0.05, momentum=0.9)
        self.given = {"rangefinder": self.rangefinder, "iterations": 60, "start_lr": 1e-4, "end_lr": 0.5, "progress": False}

    def step(self, batch: Any) -> float:
        loss = self.backward(batch)
        self.optimizer.step()
        return loss

    def backward(self, batch: Any) -> float:
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(self.model(batch[0]), batch[1])
        loss.backward()
        return loss.item()

    def test_a_loop_that_makes_its_own_steps(self) -> None:
        batches, before, used = loader(), state(self.model, self.optimizer), []
        averages: List[float] = [1.0]
        with RangeTest(self.model, self.optimizer, loader=batches, restore=[averages], **self.given) as test:  # type: ignore[arg-type]
            stream = iter(batches)
            for lr in test:
                batch = next(stream, None) or next(stream := iter(batches))
                used.append((lr, self.optimizer.param_groups[0]["lr"]))
                averages.append(self.step(batch))
                test.report(averages[-1])
        self.assertEqual(state(self.model, self.optimizer), before)
        self.assertEqual(averages, [1.0])
        self.assertEqual([lr for lr, _ in used], [held for _, held in used])
        self.assertEqual([lr for lr, _ in used], list(self.rangefinder.ladder(test.found.id))[: len(used)])

    def test_a_loop_that_ends_the_script_where_it_diverges(self) -> None:
        before = state(self.model, self.optimizer)
        with self.assertLogs("rangefinder", "WARNING") as said:
            with RangeTest(self.model, self.optimizer, loader=loader(), **self.given) as test:  # type: ignore[arg-type]
                for lr, batch in zip(test, loader()):
                    loss = self.step(batch)
                    if math.isnan(loss):
                        sys.exit("the loss is no number")
                    test.report(loss)
                    if lr > 1e-3:
                        with torch.no_grad():
                            next(self.model.parameters()).fill_(float("nan"))
        self.assertIn("the training has diverged there", said.output[0])
        self.assertEqual(state(self.model, self.optimizer), before)
        self.assertEqual(self.rangefinder.get(test.found.id)["runs"][0]["end_reason"], "not_finite")

    def test_a_loop_that_fails_where_nothing_diverged_is_cancelled(self) -> None:
        with self.assertRaisesRegex(KeyError, "of the script"):
            with RangeTest(self.model, self.optimizer, loader=loader(), **self.given) as test:  # type: ignore[arg-type]
                for _, batch in zip(test, loader()):
                    test.report(self.step(batch))
                    next(test)
                    raise KeyError("of the script")
        self.assertEqual(self.rangefinder.get(test.id)["state"], "cancelled")

    def test_an_answer_that_is_none_is_warned_of_where_the_loop_stands(self) -> None:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            with RangeTest(self.model, self.optimizer, loader=loader(), **self.given) as test:  # type: ignore[arg-type]
                for _ in test:
                    test.report(1.0)
        ours = [warning for warning in said if issubclass(warning.category, RangefinderWarning)]
        self.assertRegex(str(ours[0].message), "is flat: its bounds")
        self.assertEqual(ours[0].filename, __file__)

    def test_a_loop_that_is_left_early_is_read_as_far_as_it_came(self) -> None:
        batch = next(iter(loader()))
        with RangeTest(self.model, self.optimizer, batch_size=32, iterations_per_epoch=20, **self.given) as test:  # type: ignore[arg-type]
            for number, _ in enumerate(test):
                test.report(self.step(batch))
                if number == 30:
                    break
        self.assertEqual(self.rangefinder.get(test.found.id)["progress"]["iterations_done"], 31)

    def test_a_rate_without_a_loss_is_refused(self) -> None:
        before = state(self.model, self.optimizer)
        with self.assertRaisesRegex(ValueError, "iteration 0 has no loss"):
            with RangeTest(self.model, self.optimizer, batch_size=32, iterations_per_epoch=20, **self.given) as test:  # type: ignore[arg-type]
                for _ in test:
                    pass
        self.assertEqual(state(self.model, self.optimizer), before)

    def test_a_scheduler_in_the_loop_is_refused(self) -> None:
        scheduler = torch.optim.lr_scheduler.StepLR(self.optimizer, 1, 0.5)
        batch, before = next(iter(loader())), state(self.model, self.optimizer)
        with self.assertRaisesRegex(ValueError, "something set the rate to .*call no scheduler"):
            with RangeTest(self.model, self.optimizer, batch_size=32, iterations_per_epoch=20, **self.given) as test:  # type: ignore[arg-type]
                for _ in test:
                    loss = self.step(batch)
                    scheduler.step()
                    test.report(loss)
        self.assertEqual(state(self.model, self.optimizer)["parameters"], before["parameters"])

    def test_a_function_that_returns_batches_and_a_data_set_without_length(self) -> None:
        stream = iter(loader(32 * 80))
        for batches in (lambda: next(stream), DataLoader(Stream(), 32)):
            found = lr_find(
                self.model, self.optimizer, nn.CrossEntropyLoss(), batches, batch_size=32, iterations_per_epoch=20, **self.given  # type: ignore[arg-type]
            )  # fmt: skip
            self.assertLess(found.base_lr, found.max_lr)
        with self.assertRaisesRegex(ValueError, "expected iterations_per_epoch="):
            lr_find(self.model, self.optimizer, nn.CrossEntropyLoss(), DataLoader(Stream(), 32), **self.given)  # type: ignore[arg-type]

    def test_a_rate_that_is_a_tensor_is_refilled_and_put_back(self) -> None:
        held, used = torch.tensor(0.1), []
        self.optimizer.param_groups[0]["lr"] = held
        batch = next(iter(loader()))

        def next_batch() -> Any:
            used.append(held.item())
            self.assertIs(self.optimizer.param_groups[0]["lr"], held)
            return batch

        found = lr_find(
            self.model, self.optimizer, nn.CrossEntropyLoss(), next_batch, batch_size=32, iterations_per_epoch=20, **self.given  # type: ignore[arg-type]
        )  # fmt: skip
        self.assertIs(self.optimizer.param_groups[0]["lr"], held)
        self.assertEqual(held.item(), torch.tensor(0.1).item())
        self.assertEqual(used, [torch.tensor(lr).item() for lr in self.rangefinder.ladder(found.id)][: len(used)])

    def test_forward_gets_the_type_that_the_loader_gives(self) -> None:
        Pair = collections.namedtuple("Pair", ["x", "y"])
        stream = iter(loader(32 * 80))

        def forward(model: nn.Module, batch: Any) -> torch.Tensor:
            self.assertIs(type(batch), Pair)
            return nn.functional.cross_entropy(model(batch.x), batch.y)

        lr_find(
            self.model,
            self.optimizer,
            None,
            lambda: Pair(*next(stream)),
            forward=forward,
            batch_size=32,
            iterations_per_epoch=20,
            **self.given,  # type: ignore[arg-type]
        )  # fmt: skip

    def test_an_optimizer_that_needs_a_closure(self) -> None:
        self.optimizer = torch.optim.LBFGS(self.model.parameters(), lr=0.1, max_iter=2)
        before = state(self.model, self.optimizer)
        found = lr_find(self.model, self.optimizer, nn.CrossEntropyLoss(), loader(), **self.given)  # type: ignore[arg-type]
        self.assertEqual(state(self.model, self.optimizer), before)
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(curve["iteration"], list(range(len(curve["iteration"]))))

    def test_an_optimizer_that_climbs_first_and_asks_again_there(self) -> None:
        self.optimizer = Climbing(list(self.model.parameters()), torch.optim.SGD(self.model.parameters(), 0.05, momentum=0.9))
        before = state(self.model, self.optimizer)
        found = lr_find(self.model, self.optimizer, nn.CrossEntropyLoss(), loader(), **self.given)  # type: ignore[arg-type]
        self.assertEqual(state(self.model, self.optimizer), before)
        (curve,) = self.rangefinder.curve(found.id)["repeats"]

        used: List[float] = []
        with RangeTest(self.model, self.optimizer, loader=loader(), **self.given) as test:  # type: ignore[arg-type]
            for batch, _ in zip(loader(), test):
                losses = [self.backward(batch)]
                self.optimizer.step(torch.enable_grad()(lambda: losses.append(self.backward(batch))))  # type: ignore  # noqa: B023
                test.report(losses[0])
                used.append(losses[0])
        self.assertEqual(curve["loss"][: len(used)], used)

    def test_an_optimizer_that_makes_no_step_is_refused_with_what_to_do(self) -> None:
        optimizer = Climbing(list(self.model.parameters()), torch.optim.SGD(self.model.parameters(), 0.05))
        scaler = mock.Mock(**{"scale": lambda loss: loss, "step": lambda optimizer: optimizer.step()})
        with self.assertRaisesRegex(ValueError, "scaler cannot go with"):
            lr_find(self.model, optimizer, nn.CrossEntropyLoss(), loader(), scaler=scaler, **self.given)  # type: ignore[arg-type]
        optimizer.step = mock.Mock(side_effect=NotImplementedError("call first_step"))  # type: ignore[method-assign]
        with self.assertRaisesRegex(ValueError, "Climbing makes no step by itself .call first_step.*RangeTest"):
            lr_find(self.model, optimizer, nn.CrossEntropyLoss(), loader(), **self.given)  # type: ignore[arg-type]

    def test_batches_that_are_accumulated_count_by_their_samples(self) -> None:
        losses = iter([4.0, 1.0] * 100)
        sizes = iter([3, 1] * 100)

        def forward(model: nn.Module, batch: Any) -> torch.Tensor:
            return model(batch[0]).sum() * 0 + next(losses)

        found = lr_find(
            self.model, self.optimizer, None, lambda: (torch.zeros(next(sizes), 20), None), forward=forward, accumulate=2,
            batch_size=4, iterations_per_epoch=20, **{**self.given, "iterations": 20},  # type: ignore[arg-type]
        )  # fmt: skip
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(set(curve["loss"]), {(3 * 4.0 + 1 * 1.0) / 4})

    def test_a_loss_that_is_no_mean_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "shape \\(32,\\), expected one number"):
            lr_find(self.model, self.optimizer, nn.CrossEntropyLoss(reduction="none"), loader(), **self.given)  # type: ignore[arg-type]


@service.needed
class FoundTests(service.ServiceTestCase):
    def found(self) -> Found:
        return Found(service.finished(), self.rangefinder.recommendation(service.finished()), self.rangefinder)

    def test_what_was_found_is_read_by_its_names(self) -> None:
        found, advice = self.found(), self.rangefinder.recommendation(service.finished())
        self.assertEqual((found.base_lr, found.max_lr, found.verdict), (advice["base_lr"], advice["max_lr"], advice["verdict"]))
        self.assertEqual((found.lr, found.next), (advice.get("lr"), advice.get("next")))
        self.assertEqual(len(repr(found).splitlines()), 3)
        self.assertIn(found.id, repr(found))
        self.assertIn("<svg", found._repr_svg_() or "")
        self.assertIn("<pre>", found._repr_html_())
        self.assertEqual(len(found.schedule("one_cycle", iterations=4000)), 4000)

    def test_it_is_plotted_in_characters_where_there_is_no_matplotlib(self) -> None:
        said = io.StringIO()
        with mock.patch.dict("sys.modules", {"matplotlib": None}), contextlib.redirect_stdout(said):
            self.found().plot()
        self.assertIn("max_lr", said.getvalue())

    def test_a_verdict_that_is_no_answer_is_warned_of(self) -> None:
        found = self.found()
        answer = {**found.recommendation, "verdict": "too_noisy", "diagnoses": ["too_noisy: more"]}
        poor = Found(found.id, answer, self.rangefinder)  # type: ignore[arg-type]
        with self.assertWarnsRegex(UserWarning, "too_noisy.*more") as said:
            poor.warn()
        self.assertEqual(said.filename, __file__)
        self.assertEqual(len(poor.warnings), 2)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            Found(found.id, {**found.recommendation, "verdict": "verified"}, self.rangefinder).warn()  # type: ignore[typeddict-item]


if __name__ == "__main__":
    unittest.main()
