from __future__ import annotations

import collections
import random
import unittest
from typing import Any, Dict, List

import numpy
import torch
from torch import nn
from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset

from rangefinder.pytorch.snapshot import Snapshot, refuse_what_cannot_be_put_back

from .torch_rates import Outer


class Meter:
    """A metric as people write them."""

    __slots__ = ("total", "history")

    def __init__(self) -> None:
        self.total = 0.0
        self.history: List[float] = []


class Measuring(nn.Module):
    """Notes in its forward whatever can be noted."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 1)
        self.values: List[float] = []
        self.by_name: Dict[str, Any] = {"nested": {"count": 0}, "tensors": [torch.zeros(1)]}
        self.recent = collections.deque(maxlen=3)  # type: ignore[var-annotated]
        self.classes = {0}
        self.counted = collections.Counter(a=1)
        self.array = numpy.zeros(2)
        self.meter = Meter()
        self.own = random.Random(3)
        self.generator = numpy.random.default_rng(4)
        self.drawn = torch.Generator().manual_seed(5)
        self.itself = self.values  # the same list by another name

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        self.values.append(float(len(self.values)))
        self.by_name["nested"]["count"] += 1
        self.by_name["tensors"][0] += 1
        self.by_name[f"call {len(self.values)}"] = 1
        self.recent.append(len(self.values))
        self.classes.add(len(self.values))
        self.counted["a"] += 1
        self.array += 1
        self.meter.total += 1
        self.meter.history.append(1.0)
        noise = self.own.random() + self.generator.random() + torch.rand(1, generator=self.drawn).item()
        return self.layer(inputs) + noise

    def noted(self) -> Any:
        return (
            list(self.values),
            {name: str(value) for name, value in self.by_name.items()},
            list(self.recent),
            set(self.classes),
            dict(self.counted),
            self.array.tolist(),
            (self.meter.total, list(self.meter.history)),
            self.own.getstate(),
            str(self.generator.bit_generator.state),
            self.drawn.get_state().tolist(),
        )


class ModuleTests(unittest.TestCase):
    def test_whatever_a_module_notes_is_put_back_into_the_same_objects(self) -> None:
        model = Measuring()
        model(torch.ones(2, 3))
        held, before = (model.values, model.by_name, model.recent, model.meter), model.noted()
        snapshot = Snapshot(model)
        for _ in range(5):
            model(torch.ones(2, 3))
        self.assertNotEqual(model.noted(), before)
        snapshot.restore()
        self.assertEqual(model.noted(), before)
        self.assertIs(model.itself, model.values)
        for one, other in zip(held, (model.values, model.by_name, model.recent, model.meter)):
            self.assertIs(one, other)

    def test_what_a_function_notes_stays_so_that_a_test_can_be_watched(self) -> None:
        history: List[int] = []
        model = nn.Linear(3, 1)
        model.register_forward_hook(lambda *given: history.append(1))
        snapshot = Snapshot(model)
        model(torch.ones(2, 3))
        snapshot.restore()
        self.assertEqual(history, [1])
        snapshot = Snapshot(model, history)
        model(torch.ones(2, 3))
        snapshot.restore()
        self.assertEqual(history, [1])

    def test_a_layer_that_is_replaced_and_parameters_that_are_frozen(self) -> None:
        model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        first = model[0]
        snapshot = Snapshot(model)
        model[0] = nn.Identity()
        model[1].weight.requires_grad_(False)
        snapshot.restore()
        self.assertIs(model[0], first)
        self.assertTrue(model[1].weight.requires_grad)

    def test_memory_that_was_exchanged_and_what_was_noted_on_a_parameter(self) -> None:
        model: Any = nn.Linear(3, 1)
        model.register_buffer("queue", torch.zeros(0, 3))
        queue, memory, weights = model.queue, model.weight.data_ptr(), model.weight.tolist()
        model.weight.seen = [1]
        snapshot = Snapshot(model)
        model.queue.data = torch.ones(2, 3)
        model.weight.data = 2 * model.weight.data
        model.weight.seen.append(2)
        model.weight.velocity = torch.ones(1, 3)
        snapshot.restore()
        self.assertIs(model.queue, queue)
        self.assertEqual(queue.shape, (0, 3))
        self.assertEqual((model.weight.data_ptr(), model.weight.tolist()), (memory, weights))
        self.assertEqual(vars(model.weight), {"seen": [1]})

    def test_what_cannot_be_put_back_is_left_alone(self) -> None:
        model = nn.Module()
        model.layer = nn.Linear(1, 1)
        model.open = open(__file__)
        self.addCleanup(model.open.close)
        model.iterator = iter([1, 2])
        Snapshot(model).restore()
        self.assertEqual(next(model.iterator), 1)

    def test_lazy_parameters_are_refused_with_what_to_do(self) -> None:
        with self.assertRaisesRegex(ValueError, "0.weight has no shape yet.*model\\(inputs\\)"):
            refuse_what_cannot_be_put_back(nn.Sequential(nn.LazyLinear(2)))


class OptimizerTests(unittest.TestCase):
    def step(self, optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
        optimizer.zero_grad()
        model(torch.ones(4, 3)).square().mean().backward()
        optimizer.step()

    def test_the_momentum_of_an_optimizer_inside_another(self) -> None:
        model = nn.Linear(3, 1)
        inner = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        outer = Outer(list(model.parameters()), inner)
        self.step(outer, model)
        momentum = inner.state[model.weight]["momentum_buffer"]
        before = momentum.clone()
        snapshot = Snapshot(model, outer)
        self.step(outer, model)
        self.assertFalse(torch.equal(momentum, before))
        snapshot.restore()
        self.assertIs(inner.state[model.weight]["momentum_buffer"], momentum)
        self.assertTrue(torch.equal(momentum, before))

    def test_every_optimizer_of_torch(self) -> None:
        for name in ("SGD", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "ASGD", "NAdam", "RAdam", "RMSprop", "Rprop"):
            with self.subTest(name):
                torch.manual_seed(1)
                model = nn.Linear(3, 1)
                optimizer = getattr(torch.optim, name)(model.parameters(), lr=0.1)
                self.step(optimizer, model)
                before = str(optimizer.state_dict()), str(list(model.parameters()))
                snapshot = Snapshot(model, optimizer)
                self.step(optimizer, model)
                snapshot.restore()
                self.assertEqual((str(optimizer.state_dict()), str(list(model.parameters()))), before)


class Augmented(Dataset):  # type: ignore[type-arg]
    """Draws from a generator of its own, and counts."""

    def __init__(self) -> None:
        self.generator = numpy.random.default_rng(7)
        self.asked = 0

    def __len__(self) -> int:
        return 40

    def __getitem__(self, index: int) -> float:
        self.asked += 1
        return float(self.generator.random())


class LoaderTests(unittest.TestCase):
    def test_the_generator_of_a_data_set_is_put_back(self) -> None:
        data = Augmented()
        loader = DataLoader(data, 4)
        expected = Augmented().generator.random(3).tolist()
        snapshot = Snapshot(loader=loader)
        list(loader)
        snapshot.restore()
        self.assertEqual((data.generator.random(3).tolist(), data.asked), (expected, 0))

    def test_the_generators_of_data_sets_that_are_joined_and_transformed(self) -> None:
        class Transformed(Augmented):
            def __init__(self, transform: Any) -> None:
                super().__init__()
                self.transforms = [transform]

        class Compose:
            def __init__(self, *parts: Any) -> None:
                self.parts = list(parts)

        class Jitter:
            def __init__(self) -> None:
                self.own = random.Random(5)

        jitters = [Jitter(), Jitter()]
        sets = [Transformed(Compose(jitter)) for jitter in jitters]
        joined: Any = ConcatDataset([Subset(one, range(4)) for one in sets])
        before = [(one.generator.bit_generator.state, jitter.own.getstate()) for one, jitter in zip(sets, jitters)]
        snapshot = Snapshot(loader=DataLoader(joined, 4, shuffle=True))
        for one, jitter in zip(sets, jitters):
            one[0], jitter.own.random()
        snapshot.restore()
        after = [(one.generator.bit_generator.state, jitter.own.getstate()) for one, jitter in zip(sets, jitters)]
        self.assertEqual(after, before)

    def test_orders_and_counts_of_a_data_set_are_put_back(self) -> None:
        class Shuffling(Augmented):
            def __init__(self) -> None:
                super().__init__()
                self.order, self.index = list(range(9)), numpy.arange(9)
                self.by_name = {"epochs": 0}

            def shuffle(self) -> None:
                random.shuffle(self.order)
                numpy.random.shuffle(self.index)
                self.by_name["epochs"] += 1

        data = Shuffling()
        data.shuffle()
        before = list(data.order), data.index.tolist(), dict(data.by_name)
        snapshot = Snapshot(loader=DataLoader(data, 4))
        data.shuffle()
        snapshot.restore()
        self.assertEqual((data.order, data.index.tolist(), data.by_name), before)

    def test_workers_that_persist_go_on_where_they_were(self) -> None:
        ends = []
        for tested in (False, True):
            torch.manual_seed(1)
            loader = DataLoader(Augmented(), 4, num_workers=1, persistent_workers=True)
            list(loader)
            if tested:
                snapshot = Snapshot(loader=loader)
                list(loader)
                snapshot.restore()
            ends.append([batch.tolist() for batch in loader])
            loader._iterator._shutdown_workers()  # type: ignore[union-attr]
        self.assertEqual(ends[0], ends[1])


if __name__ == "__main__":
    unittest.main()
