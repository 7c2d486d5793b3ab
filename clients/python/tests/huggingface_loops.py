from __future__ import annotations

import tempfile
import unittest
import warnings
from typing import Any, Dict, Iterator, List

import torch
from torch import nn
from torch.utils.data import IterableDataset
from transformers import Trainer, TrainerCallback, TrainingArguments

from rangefinder import Schedule
from rangefinder.huggingface import RangeTest, Rates

from . import examples, service
from .keeping import Kept

RISING = Schedule({"policy": "decay", "base_lr": 0.001, "max_lr": 0.1, "step_size": 100}, 200)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 4))

    def forward(self, inputs: torch.Tensor, labels: torch.Tensor) -> Dict[str, torch.Tensor]:
        scores = self.body(inputs)
        return {"loss": nn.functional.cross_entropy(scores, labels), "logits": scores}


class Six(Net):
    def forward(self, inputs: torch.Tensor, labels: torch.Tensor) -> Dict[str, torch.Tensor]:
        return {"loss": 6 + 0 * super().forward(inputs, labels)["loss"]}


class Sometimes(Six):
    """Every fifth of its batches has labels that are all ignored."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: List[int] = []

    def forward(self, inputs: torch.Tensor, labels: torch.Tensor) -> Dict[str, torch.Tensor]:
        self.asked.append(len(inputs))
        ignored = torch.full_like(labels, -100) if len(self.asked) % 5 == 0 else torch.zeros_like(labels)
        return {"loss": super().forward(inputs, labels)["loss"] + nn.functional.nll_loss(torch.zeros(len(labels), 1), ignored)}


class Stream(IterableDataset):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Dict[str, torch.Tensor]]:
        return iter(data())


def data(samples: int = 90) -> List[Dict[str, torch.Tensor]]:
    inputs = torch.randn(samples, 20, generator=torch.Generator().manual_seed(2))
    return [{"inputs": one, "labels": one[:4].argmax()} for one in inputs]


class Noting(TrainerCallback):  # type: ignore[misc]
    def __init__(self) -> None:
        self.rates: List[float] = []

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, optimizer: Any = None, **rest: Any) -> None:
        self.rates.append(optimizer.param_groups[0]["lr"])


class TrainerTestCase(service.ServiceTestCase):
    def trainer(self, model: nn.Module, *callbacks: Any, **given: Any) -> Trainer:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        options: Dict[str, Any] = {
            "output_dir": folder.name,
            "per_device_train_batch_size": 8,
            "num_train_epochs": 1,
            "logging_steps": 1,
            "save_strategy": "no",
            "report_to": [],
            "disable_tqdm": True,
            "use_cpu": True,
            "remove_unused_columns": False,
            "learning_rate": 0.01,
            **given,
        }
        made = Trainer(model=model, args=TrainingArguments(**options), train_dataset=data(), callbacks=list(callbacks))
        return made


class RatesTests(TrainerTestCase):
    def test_what_is_logged_is_what_was_used(self) -> None:
        noting = Noting()
        made = self.trainer(Net(), Rates(RISING), noting)
        made.train()
        logged = [entry["learning_rate"] for entry in made.state.log_history if "learning_rate" in entry]
        self.assertEqual(noting.rates, [RISING.lr(i) for i in range(12)])
        self.assertEqual(logged, noting.rates)

    def test_losses_are_those_of_whole_steps(self) -> None:
        kept = Kept()
        made = self.trainer(Six(), gradient_accumulation_steps=5)
        made.add_callback(Rates(RISING, kept, made))  # type: ignore[arg-type]
        made.train()
        self.assertEqual([one.iteration for one in kept.added], [0, 1, 2])
        for one in kept.added:
            self.assertAlmostEqual(one.loss, 6.0, places=5)
        with self.assertRaisesRegex(ValueError, "trainer is None"):
            Rates(RISING, kept)  # type: ignore[arg-type]

    def test_the_loss_of_a_step_is_that_of_the_batches_that_had_something_to_learn_from(self) -> None:
        kept = Kept()
        made = self.trainer(Sometimes(), gradient_accumulation_steps=3)
        made.add_callback(Rates(RISING, kept, made))  # type: ignore[arg-type]
        made.train()
        self.assertEqual([one.iteration for one in kept.added], [0, 1, 2, 3])
        for one in kept.added:
            self.assertAlmostEqual(one.loss, 6.0, places=5)

    def test_a_step_that_lacks_batches_where_data_without_a_length_end_takes_those_of_the_next(self) -> None:
        kept = Kept()
        made = self.trainer(Six(), gradient_accumulation_steps=5, max_steps=6)
        made.train_dataset = Stream()
        made.add_callback(Rates(RISING, kept, made))  # type: ignore[arg-type]
        made.train()
        self.assertEqual([one.iteration for one in kept.added], list(range(6)))
        for one in kept.added:
            self.assertAlmostEqual(one.loss, 6.0, places=5)


@service.needed
class RangeTestTests(TrainerTestCase):
    def trained(self, tested: bool, **given: Any) -> Any:
        torch.manual_seed(1)
        noting = Noting()
        made, found = self.trainer(Net(), noting, num_train_epochs=2), None
        if tested:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                options = {"iterations": 50, "start_lr": 1e-4, "end_lr": 0.5, "progress": False, **given}
                found = RangeTest(rangefinder=self.rangefinder, **options).run(made)  # type: ignore[arg-type]
        made.train()
        losses = [entry["loss"] for entry in made.state.log_history if "loss" in entry]
        return {name: value.tolist() for name, value in made.model.state_dict().items()}, losses, noting.rates, found

    def test_the_training_after_it_is_what_it_would_have_been(self) -> None:
        plain = self.trained(False)
        tested = self.trained(True)
        self.assertEqual(tested[:3], plain[:3])
        found = tested[3]
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(curve["lr"], list(self.rangefinder.ladder(found.id))[: len(curve["lr"])])
        workload = self.rangefinder.get(found.id)["workload"]
        self.assertEqual((workload["batch_size"], workload["iterations_per_epoch"]), (8, 12))

    def test_what_a_trainer_of_ones_own_notes_is_put_back(self) -> None:
        class NotingTrainer(Trainer):  # type: ignore[misc]
            def compute_loss(self, *given: Any, **named: Any) -> Any:
                self.noted.append(1)
                return super().compute_loss(*given, **named)

        made = self.trainer(Net())
        made.__class__ = NotingTrainer
        made.noted = [0]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            RangeTest(rangefinder=self.rangefinder, iterations=20, progress=False).run(made)
        self.assertEqual(made.noted, [0])

    def test_a_batch_whose_labels_are_all_ignored_is_no_point_of_the_curve(self) -> None:
        class Some(Net):
            def __init__(self) -> None:
                super().__init__()
                self.asked: List[int] = []

            def forward(self, inputs: torch.Tensor, labels: torch.Tensor) -> Dict[str, torch.Tensor]:
                self.asked.append(len(inputs))
                return super().forward(inputs, torch.full_like(labels, -100) if len(self.asked) % 10 == 0 else labels)

        for accumulate, left_out in ((1, {9, 19}), (2, set())):
            made = self.trainer(Some(), gradient_accumulation_steps=accumulate)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                test = RangeTest(rangefinder=self.rangefinder, iterations=20, end_lr=0.1, refine=False, progress=False)
                found = test.run(made)
            (curve,) = self.rangefinder.curve(found.id)["repeats"]
            self.assertEqual(set(range(20)) - set(curve["iteration"]), left_out)
        made = self.trainer(Sometimes(), gradient_accumulation_steps=3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = RangeTest(rangefinder=self.rangefinder, iterations=20, end_lr=0.1, refine=False, progress=False).run(made)
        for loss in self.rangefinder.curve(found.id)["repeats"][0]["loss"]:
            self.assertAlmostEqual(loss, 6.0, places=5)

    def test_an_exception_where_it_has_diverged_is_the_end_of_the_sweep(self) -> None:
        class Strict(Net):
            asked = 0

            def forward(self, inputs: torch.Tensor, labels: torch.Tensor) -> Dict[str, torch.Tensor]:
                self.asked += 1
                if self.asked > 10:
                    with torch.no_grad():
                        next(self.parameters()).fill_(float("nan"))
                    raise ValueError("a value outside of the support")
                return super().forward(inputs, labels)

        made = self.trainer(Strict(), max_steps=5)
        before = {name: value.clone() for name, value in made.model.state_dict().items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = RangeTest(rangefinder=self.rangefinder, iterations=20, end_lr=0.1, refine=False, progress=False).run(made)
        for name, value in made.model.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]))
        self.assertEqual(self.rangefinder.get(found.id)["runs"][0]["end_reason"], "not_finite")

    def test_data_without_a_length(self) -> None:
        made = self.trainer(Net(), max_steps=5)
        made.train_dataset = Stream()
        options: Dict[str, Any] = {"rangefinder": self.rangefinder, "iterations": 20, "end_lr": 0.1, "refine": False}
        with self.assertRaisesRegex(ValueError, "loader has no length, expected iterations_per_epoch="):
            RangeTest(**options, progress=False).run(made)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = RangeTest(**options, iterations_per_epoch=12, progress=False).run(made)
        self.assertEqual(self.rangefinder.get(found.id)["workload"]["iterations_per_epoch"], 12)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lacking = self.trainer(Six(), max_steps=5, gradient_accumulation_steps=5)
            lacking.train_dataset = Stream()
            found = RangeTest(**options, iterations_per_epoch=2, progress=False).run(lacking)
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(curve["iteration"], list(range(len(curve["iteration"]))))
        for loss in curve["loss"]:
            self.assertAlmostEqual(loss, 6.0, places=5)

    def test_repeats_start_from_the_same_weights(self) -> None:
        *_, found = self.trained(True, repeats=2)
        first, second = self.rangefinder.curve(found.id)["repeats"]
        self.assertNotEqual(first["loss"], second["loss"])
        self.assertLess(abs(first["loss"][0] - second["loss"][0]), 0.7)

    def test_the_script_of_the_documentation(self) -> None:
        said = examples.run("huggingface/training.py", self.home)
        self.assertIn("verdict ", said)
        self.assertGreater(float(said.split()[-1]), 0.8)


if __name__ == "__main__":
    unittest.main()
