from __future__ import annotations

import functools
import hashlib
import pickle
import random
import unittest
import warnings
from typing import Any, Callable, Dict, List

import numpy
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, default_collate

from rangefinder import Unavailable
from rangefinder.pytorch import RangeTest, lr_find
from rangefinder.pytorch.snapshot import Snapshot

from . import service
from .faults import Proxy

CLASSES = 4


class Stranger(nn.Module):
    """State wherever modules keep some: batch norm, dropout, a buffer that is not saved, one that is replaced, a counter."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, CLASSES))
        self.register_buffer("seen", torch.zeros(1), persistent=False)
        self.register_buffer("mean", torch.zeros(20))
        self.calls = 0

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        self.calls += 1
        self.seen += len(inputs)
        self.mean = 0.9 * self.mean + 0.1 * inputs.mean(0)
        return self.body(inputs)


def loader(samples: int = 640, batch_size: int = 32) -> DataLoader:
    generator = torch.Generator().manual_seed(3)
    inputs = torch.randn(samples, 20, generator=generator)
    targets = (inputs @ torch.randn(20, CLASSES, generator=generator)).argmax(1)
    return DataLoader(TensorDataset(inputs, targets), batch_size, shuffle=True)


def state(model: nn.Module, optimizer: torch.optim.Optimizer, *others: Any) -> Dict[str, str]:
    """A hash for each thing that must be as it was."""
    parts: Dict[str, Any] = {
        "parameters": list(model.parameters()),
        "buffers": dict(model.named_buffers()),
        "gradients": [parameter.grad for parameter in model.parameters()],
        "modes": [module.training for module in model.modules()],
        "calls": getattr(model, "calls", None),
        "optimizer": optimizer.state_dict(),
        "others": [other.state_dict() for other in others],
        "python": random.getstate(),
        "numpy": numpy.random.get_state(),
        "torch": torch.get_rng_state(),
    }
    return {name: hashlib.sha256(_bytes(part)).hexdigest() for name, part in parts.items()}


def _bytes(value: Any) -> bytes:
    if isinstance(value, (torch.Tensor, numpy.ndarray)):
        return (value.detach().numpy() if isinstance(value, torch.Tensor) else value).tobytes()
    if isinstance(value, dict):
        return b"".join(pickle.dumps(key) + _bytes(entry) for key, entry in value.items())
    if isinstance(value, (list, tuple)):
        return b"[" + b",".join(map(_bytes, value)) + b"]"
    return repr(value).encode()


def train(model: nn.Module, optimizer: torch.optim.Optimizer, batches: DataLoader, steps: int) -> None:
    iterator = iter(batches)
    for _ in range(steps):
        inputs, targets = next(iterator)
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), targets).backward()
        optimizer.step()


class Scaler:
    """As GradScaler, which needs a GPU: a scale that is halved where a gradient overflows, which skips the step."""

    def __init__(self, overflow_at: int):
        self.scale_now = 1024.0
        self.steps = 0
        self.overflow_at = overflow_at
        self.overflowed = False
        self.unscaled = False

    def scale(self, loss: torch.Tensor) -> torch.Tensor:
        return loss * self.scale_now

    def get_scale(self) -> float:
        return self.scale_now

    def unscale_(self, optimizer: torch.optim.Optimizer) -> None:
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad /= self.scale_now
        self.unscaled = True

    def step(self, optimizer: torch.optim.Optimizer) -> None:
        self.overflowed = self.steps == self.overflow_at
        self.steps += 1
        if not self.overflowed:
            if not self.unscaled:
                self.unscale_(optimizer)
            optimizer.step()

    def update(self) -> None:
        self.scale_now *= 0.5 if self.overflowed else 1.0
        self.unscaled = False

    def state_dict(self) -> Dict[str, Any]:
        return dict(vars(self))


@service.needed
class LrFindTests(service.ServiceTestCase):
    """Whatever happens in it, all is as it was before."""

    def setUp(self) -> None:
        super().setUp()
        torch.manual_seed(1)
        numpy.random.seed(2)
        random.seed(3)
        self.model = Stranger()
        self.optimizer: torch.optim.Optimizer = torch.optim.SGD(self.model.parameters(), lr=0.05, momentum=0.9)
        self.loader = loader()
        self.steps: List[Dict[str, float]] = []
        self.before_step: Callable[[int], None] = lambda number: None

    def find(self, **given: Any) -> Any:
        return lr_find(
            given.pop("model", self.model),
            given.pop("optimizer", self.optimizer),
            given.pop("loss_fn", self.loss),
            given.pop("loader", self.loader),
            **{"rangefinder": self.rangefinder, "iterations": 120, "start_lr": 1e-4, "end_lr": 0.5, **given},
        )

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """That of the test also draws random numbers everywhere, and sees the rates that are used."""
        self.before_step(len(self.steps))
        random.random(), numpy.random.rand()
        self.steps.append({f"group {i}": group["lr"] for i, group in enumerate(self.optimizer.param_groups)})
        return nn.functional.cross_entropy(outputs, targets)

    def untouched(self, find: Callable[[], Any], *others: Any) -> Any:
        before = state(self.model, self.optimizer, *others)
        found = find()
        self.assertEqual(state(self.model, self.optimizer, *others), before)
        return found

    def run_of(self, found: Any) -> Dict[str, Any]:
        return self.rangefinder.get(found.id)["runs"][0]

    def test_the_rates_are_the_ladders_and_the_answer_the_services(self) -> None:
        found = self.untouched(self.find)
        ladder = self.rangefinder.ladder(found.id)
        self.assertEqual([step["group 0"] for step in self.steps], list(ladder)[: len(self.steps)])
        self.assertEqual(found.recommendation, self.rangefinder.recommendation(found.id))
        workload = self.rangefinder.get(found.id)["workload"]
        self.assertEqual((workload["batch_size"], workload["iterations_per_epoch"]), (32, 20))
        self.assertEqual((workload["model"]["architecture"], workload["optimizer"]["type"]), ("Stranger", "sgd"))
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertTrue(all(0 <= accuracy <= 1 for accuracy in curve["accuracy"]))

    def faint(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """So small that the usual rates of SGD end below its edge."""
        return 1e-3 * self.loss(outputs, targets)

    def test_a_sweep_without_an_end_goes_on_until_it_answers(self) -> None:
        starts: List[str] = []

        def before_step(number: int) -> None:
            if self.optimizer.param_groups[0]["lr"] == 1e-5:
                starts.append(state(self.model, self.optimizer)["parameters"])

        self.before_step = before_step
        found = self.untouched(lambda: self.find(loss_fn=self.faint, start_lr=None, end_lr=None, iterations=150))
        tests = [self.rangefinder.get(found.id)]
        while "refines" in tests[0]:
            tests.insert(0, self.rangefinder.get(tests[0]["refines"]))
        self.assertGreater(len(tests), 1)
        self.assertEqual([one["sweep"]["end_lr"] for one in tests], [10.0 * 10**place for place in range(len(tests))])
        self.assertEqual({one["verdict"] for one in tests[:-1]}, {"upper_not_reached"})
        self.assertEqual(starts, [starts[0]] * len(tests))
        rates = [rate for one in tests for rate in self.rangefinder.ladder(one["id"])]
        self.assertEqual([step["group 0"] for step in self.steps], rates[: len(self.steps)])

    def test_what_follows_a_sweep_that_is_left_early_is_cancelled(self) -> None:
        given = {"rangefinder": self.rangefinder, "batch_size": 32, "iterations_per_epoch": 20, "iterations": 150}
        batch = next(iter(self.loader))
        with RangeTest(self.model, self.optimizer, **given) as test:  # type: ignore[arg-type]
            for number, _ in enumerate(test):
                self.optimizer.zero_grad()
                loss = self.faint(self.model(batch[0]), batch[1])
                loss.backward()
                self.optimizer.step()
                test.report(loss)
                if number == 100:
                    break
        left = self.rangefinder.get(test.found.id)
        self.assertEqual(left["progress"]["iterations_done"], 101)
        self.assertEqual(self.rangefinder.get(left["refined_by"])["state"], "cancelled")

    def test_early_stop(self) -> None:
        found = self.untouched(lambda: self.find(end_lr=1e4, iterations=1000))
        self.assertIn(self.run_of(found)["end_reason"], ("diverged", "not_finite"))
        self.assertLess(len(self.steps), 1000)

    def test_exception(self) -> None:
        def fail(number: int) -> None:
            if number == 50:
                raise KeyboardInterrupt

        self.before_step = fail

        def find() -> None:
            with self.assertRaises(KeyboardInterrupt):
                self.find(tags={"of": self.home.name})

        self.untouched(find)
        (left,) = self.rangefinder.search(tags={"of": self.home.name})
        self.assertEqual(left["state"], "cancelled")

    def test_nan(self) -> None:
        def loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
            return self.loss(outputs, targets) * (float("nan") if len(self.steps) >= 60 else 1.0)

        found = self.untouched(lambda: self.find(loss_fn=loss))
        self.assertIn(len(self.steps), range(60, 121))  # whether it is the end is the service's to say
        self.assertIn(self.run_of(found)["end_reason"], ("not_finite", "completed"))

    def test_what_is_raised_where_the_training_has_diverged_ends_the_sweep(self) -> None:
        def loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
            if len(self.steps) >= 60:
                with torch.no_grad():
                    next(self.model.parameters()).fill_(float("inf"))
            if not next(self.model.parameters()).isfinite().all():
                raise RuntimeError("all elements of input should be between 0 and 1")
            return self.loss(outputs, targets)

        found = self.untouched(lambda: self.find(loss_fn=loss))
        self.assertEqual(self.run_of(found)["end_reason"], "not_finite")

    def test_a_batch_whose_labels_are_all_ignored_is_no_point_of_the_curve(self) -> None:
        given: List[int] = []

        def collate(samples: List[Any]) -> Any:
            given.append(len(samples))
            inputs, targets = default_collate(samples)
            return inputs, torch.full_like(targets, -100) if len(given) % 10 == 0 else targets

        batches = DataLoader(self.loader.dataset, 32, collate_fn=collate)
        for accumulate, left_out in ((1, range(9, 120, 10)), (2, range(0))):
            given.clear()
            find = functools.partial(self.find, loss_fn=nn.CrossEntropyLoss(), loader=batches, accumulate=accumulate)
            (curve,) = self.rangefinder.curve(self.untouched(find).id)["repeats"]
            self.assertEqual(set(range(120)) - set(curve["iteration"]), set(left_out))

    def test_accumulation(self) -> None:
        found = self.untouched(lambda: self.find(accumulate=4))
        self.assertEqual(len(self.steps), 4 * 120)
        self.assertEqual([step["group 0"] for step in self.steps[::4]], list(self.rangefinder.ladder(found.id)))
        workload = self.rangefinder.get(found.id)["workload"]
        self.assertEqual((workload["batch_size"], workload["iterations_per_epoch"]), (128, 5))

    def test_four_quarters_of_a_batch_make_the_steps_that_the_whole_one_makes(self) -> None:
        curves = []
        for accumulate, batch_size in ((1, 64), (4, 16)):
            plain = nn.Linear(20, CLASSES)
            nn.init.constant_(plain.weight, 0.1), nn.init.zeros_(plain.bias)
            found = lr_find(
                plain,
                torch.optim.SGD(plain.parameters(), lr=0.1),
                nn.CrossEntropyLoss(),
                DataLoader(loader(64).dataset, batch_size),
                rangefinder=self.rangefinder,
                end_lr=1.0,
                iterations=30,
                accumulate=accumulate,
            )
            curves.append(self.rangefinder.curve(found.id)["repeats"][0]["loss"])
        self.assertEqual(len(curves[0]), 30)
        for whole, parts in zip(*curves):
            self.assertAlmostEqual(whole, parts, places=5)

    def test_dropout_and_batch_norm_in_parts_of_the_model_that_do_not_train(self) -> None:
        self.model.body[1].eval()
        self.untouched(self.find)
        self.assertFalse(self.model.body[1].training)
        self.model.eval()
        self.untouched(self.find)

    def test_random_numbers(self) -> None:
        torch.manual_seed(1)
        numpy.random.seed(2)
        random.seed(3)
        expected = (random.random(), numpy.random.rand(), torch.rand(1).item())
        torch.manual_seed(1)
        numpy.random.seed(2)
        random.seed(3)
        self.untouched(self.find)
        self.assertEqual((random.random(), numpy.random.rand(), torch.rand(1).item()), expected)

    def test_a_loader_with_its_own_generator(self) -> None:
        generator = torch.Generator().manual_seed(5)
        own = DataLoader(self.loader.dataset, 32, shuffle=True, generator=generator)
        before = generator.get_state()
        self.find(loader=own)
        self.assertTrue(torch.equal(generator.get_state(), before))

    def test_a_loader_shorter_than_the_test(self) -> None:
        self.untouched(lambda: self.find(loader=loader(96)))
        self.assertEqual(len(self.steps), 120)
        with self.assertRaisesRegex(ValueError, "no batches"):
            self.find(loader=DataLoader(TensorDataset(torch.zeros(0, 20), torch.zeros(0)), 32), batch_size=32)

    def test_a_second_call_sees_the_same_curve(self) -> None:
        curves = [self.rangefinder.curve(self.untouched(self.find).id)["repeats"] for _ in range(2)]
        self.assertEqual(curves[0], curves[1])

    def test_mid_training_with_a_scheduler(self) -> None:
        scheduler = torch.optim.lr_scheduler.StepLR(self.optimizer, 7)
        for _ in range(20):
            train(self.model, self.optimizer, self.loader, 1)
            scheduler.step()
        self.model.body[0].weight.grad.fill_(0.25)
        self.untouched(lambda: self.find(scheduler=scheduler), scheduler)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            scheduler.step()

    def test_mid_training_goes_on_as_if_nothing_had_been(self) -> None:
        ends = []
        for find in (False, True):
            torch.manual_seed(1)
            self.model = Stranger()
            self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.01)
            train(self.model, self.optimizer, self.loader, 15)
            if find:
                self.find(end_lr=10)
            train(self.model, self.optimizer, self.loader, 15)
            ends.append(state(self.model, self.optimizer))
        self.assertEqual(ends[0]["parameters"], ends[1]["parameters"])
        self.assertEqual(ends[0]["optimizer"], ends[1]["optimizer"])

    def test_several_groups_keep_their_ratio(self) -> None:
        body = self.model.body
        groups = [{"params": body[:3].parameters()}, {"params": body[3:].parameters(), "lr": 0.5}]
        self.optimizer = torch.optim.SGD(groups, lr=0.05)
        self.untouched(self.find)
        for step in self.steps:
            self.assertEqual(step["group 1"], step["group 0"] * 10)
        self.assertEqual([group["lr"] for group in self.optimizer.param_groups], [0.05, 0.5])

    def test_a_step_that_the_scaler_skips_is_no_point_of_the_curve(self) -> None:
        scaler = Scaler(overflow_at=30)
        found = self.untouched(lambda: self.find(scaler=scaler, clip_grad_norm=1.0), scaler)
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(sorted(set(range(120)) - set(curve["iteration"])), [30])

    def test_autocast(self) -> None:
        seen: List[torch.dtype] = []

        def loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
            seen.append(outputs.dtype)
            return nn.functional.cross_entropy(outputs.float(), targets)

        self.untouched(lambda: self.find(loss_fn=loss, autocast=lambda: torch.autocast("cpu", dtype=torch.bfloat16)))
        self.assertEqual(set(seen), {torch.bfloat16})

    def test_repeats_start_from_the_same_weights_with_other_batches(self) -> None:
        found = self.untouched(lambda: self.find(repeats=2))
        first, second = self.rangefinder.curve(found.id)["repeats"]
        self.assertNotEqual(first["loss"], second["loss"])
        self.assertLess(abs(first["loss"][0] - second["loss"][0]), 0.5)
        self.assertEqual(found.recommendation["repeats"], 2)

    def test_other_batches_by_a_forward_of_ones_own(self) -> None:
        def forward(model: nn.Module, batch: Dict[str, torch.Tensor]) -> Any:
            return nn.functional.cross_entropy(model(batch["x"]), batch["y"]), None

        batches = [{"x": inputs, "y": targets} for inputs, targets in self.loader]
        found = self.untouched(
            lambda: self.find(loss_fn=None, loader=batches, forward=forward, batch_size=32, description="dictionaries")
        )
        self.assertEqual(self.rangefinder.get(found.id)["workload"]["description"], "dictionaries")
        with self.assertRaisesRegex(ValueError, "batch_size="):
            self.find(loader=batches)
        with self.assertRaisesRegex(ValueError, "forward="):
            self.find(loss_fn=None)

    def test_an_optimizer_that_trains_something_else_is_refused_at_once(self) -> None:
        strange = torch.optim.SGD(Stranger().parameters(), lr=0.1)
        with self.assertRaisesRegex(ValueError, "no parameter of the optimizer has a gradient.*parameters of the model"):
            self.find(optimizer=strange)
        with self.assertRaisesRegex(TypeError, "optimizer is a list, expected one.*RangeTest.*restore="):
            self.find(optimizer=[self.optimizer, strange])
        with self.assertRaisesRegex(ValueError, "the loss is complex, expected a real number"):
            self.find(loss_fn=None, forward=lambda model, batch: model(batch[0]).sum() + 0j)
        self.model.requires_grad_(False)
        with self.assertRaisesRegex(ValueError, "the loss has no gradient"):
            self.find()

    @unittest.skipUnless(hasattr(torch, "compile"), "this torch cannot compile")
    def test_a_compiled_model_is_restored_and_called_by_its_name(self) -> None:
        compiled = torch.compile(self.model, backend="eager")
        found = self.untouched(lambda: self.find(model=compiled))
        self.assertEqual(self.rangefinder.get(found.id)["workload"]["model"]["architecture"], "Stranger")
        self.assertTrue(compiled.training)

    def test_a_service_that_goes_away_meanwhile(self) -> None:
        away = [False]
        proxy = Proxy(service.URL or "", lambda number: "away" if away[0] else None)
        self.addCleanup(proxy.close)

        def leave(number: int) -> None:
            away[0] = number >= 20

        self.before_step = leave
        rangefinder = self.client(proxy.url, patience_seconds=0)

        def find() -> None:
            with self.assertLogs("rangefinder"), self.assertRaisesRegex(Unavailable, "kept on disk"):
                self.find(rangefinder=rangefinder, timeout_seconds=0.5, tags={"of": self.home.name})

        self.untouched(find)
        self.assertEqual(len(self.steps), 120)
        away[0] = False
        (delivered,) = rangefinder.deliver()
        self.assertIsNone(delivered.failure)
        (found,) = self.rangefinder.search(tags={"of": self.home.name})
        self.assertEqual((found["state"], found["progress"]["iterations_done"]), ("succeeded", 120))

    def test_a_service_that_is_not_there_is_said_before_anything_is_done(self) -> None:
        def find() -> None:
            with self.assertRaises(Unavailable):
                self.find(rangefinder=self.client("http://127.0.0.1:9", patience_seconds=0))

        self.untouched(find)
        self.assertEqual(self.steps, [])


class SnapshotTests(unittest.TestCase):
    def test_whoever_holds_a_tensor_sees_its_old_value(self) -> None:
        model = Stranger()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        train(model, optimizer, loader(), 3)
        held = [model.body[0].weight, model.mean, model.body[0].weight.grad]
        held.append(optimizer.state[model.body[0].weight]["momentum_buffer"])
        values = [tensor.detach().clone() for tensor in held]
        snapshot = Snapshot(model, optimizer)
        train(model, optimizer, loader(), 3)
        snapshot.restore()
        for tensor, value in zip(held, values):
            self.assertTrue(torch.equal(tensor, value))
        self.assertIs(model.mean, held[1])
        self.assertIs(model.body[0].weight.grad, held[2])

    def test_what_was_not_there_is_gone_again(self) -> None:
        model = Stranger()
        optimizer = torch.optim.Adam(model.parameters())
        snapshot = Snapshot(model, optimizer)
        train(model, optimizer, loader(), 1)
        model.extra = 5
        snapshot.restore()
        self.assertEqual(len(optimizer.state), 0)
        self.assertFalse(hasattr(model, "extra"))
        self.assertTrue(all(parameter.grad is None for parameter in model.parameters()))

    def test_a_loss_with_parameters_of_its_own_is_put_back_too(self) -> None:
        loss = nn.Linear(1, 1)
        before = loss.weight.detach().clone()
        snapshot = Snapshot(nn.Linear(1, 1), torch.optim.SGD(loss.parameters(), lr=1.0), loss)
        with torch.no_grad():
            loss.weight += 1
        snapshot.restore()
        self.assertTrue(torch.equal(loss.weight, before))


if __name__ == "__main__":
    unittest.main()
