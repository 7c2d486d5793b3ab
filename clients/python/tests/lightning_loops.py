from __future__ import annotations

import logging
import tempfile
import unittest
import warnings
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

import torch
from lightning import pytorch as pl
from lightning.pytorch.loggers import CSVLogger
from lightning.pytorch.plugins.precision import MixedPrecision
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from rangefinder import Schedule
from rangefinder.lightning import RangeTest, Rates

from . import examples, service
from .keeping import Added, Kept

for name in ("lightning.pytorch", "lightning.fabric"):
    logging.getLogger(name).setLevel(logging.ERROR)
warnings.filterwarnings("ignore", module="lightning")

RISING = Schedule({"policy": "decay", "base_lr": 0.0, "max_lr": 0.1, "step_size": 100}, 200)


class Module(pl.LightningModule):
    """Its loss is 6, whatever it learns; it notes the rates of its steps."""

    def __init__(self, make: Optional[Callable[[Module], Any]] = None) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 1)
        self.other = nn.Linear(3, 1)
        self.make = make or (lambda module: torch.optim.SGD(module.parameters(), lr=0.5))
        self.used: List[float] = []

    def loss(self, batch: Any) -> torch.Tensor:
        return 6 + 0 * self.layer(batch[0]).sum() + 0 * self.other(batch[0]).sum()

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        return self.loss(batch)

    def on_before_optimizer_step(self, optimizer: Any) -> None:
        self.used.append(optimizer.param_groups[0]["lr"])

    def configure_optimizers(self) -> Any:
        return self.make(self)


def loader(samples: int = 40, batch_size: int = 4) -> DataLoader:  # type: ignore[type-arg]
    return DataLoader(TensorDataset(torch.randn(samples, 3, generator=torch.Generator().manual_seed(1))), batch_size)


def trainer(*callbacks: Any, **given: Any) -> pl.Trainer:
    options: Dict[str, Any] = {
        "accelerator": "cpu",
        "logger": False,
        "enable_checkpointing": False,
        "enable_progress_bar": False,
        "enable_model_summary": False,
        "max_epochs": 1,
        **given,
    }
    return pl.Trainer(callbacks=list(callbacks), **options)


class RatesTests(unittest.TestCase):
    def fit(self, module: Module, batches: Any = None, rates: Optional[Rates] = None, **given: Any) -> List[Added]:
        kept = Kept()
        rates = rates or Rates(RISING)
        rates.reporter = kept  # type: ignore[assignment]
        trainer(rates, **given).fit(module, batches or loader())
        return kept.added

    def test_every_step_is_taken_at_its_rate_and_reported_once(self) -> None:
        module = Module()
        added = self.fit(module)
        self.assertEqual(module.used, [RISING.lr(i) for i in range(10)])
        self.assertEqual(added, [Added(i, 6.0, RISING.lr(i)) for i in range(10)])

    def test_callbacks_before_it_see_the_rate_of_the_step_that_follows(self) -> None:
        class Monitor(pl.Callback):
            def __init__(self) -> None:
                self.seen: List[float] = []

            def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
                self.seen.append(trainer.optimizers[0].param_groups[0]["lr"])

        monitor = Monitor()
        trainer(monitor, Rates(RISING)).fit(Module(), loader())
        self.assertEqual(monitor.seen, [RISING.lr(i) for i in range(10)])

    def test_accumulation_with_a_remainder(self) -> None:
        added = self.fit(Module(), accumulate_grad_batches=4)
        self.assertEqual([(one.iteration, one.loss) for one in added], [(0, 6.0), (1, 6.0), (2, 6.0)])

    def test_a_short_last_batch_counts_by_its_samples(self) -> None:
        class Weighing(Module):
            def loss(self, batch: Any) -> torch.Tensor:
                return super().loss(batch) - 6 + len(batch[0])

        (added,) = self.fit(Weighing(), loader(6, 4), accumulate_grad_batches=2)
        self.assertAlmostEqual(added.loss, (4 * 4 + 2 * 2) / 6, places=6)

    def test_a_step_without_a_loss_is_left_out(self) -> None:
        class Some(Module):
            def training_step(self, batch: Any, batch_idx: int) -> Any:
                return None if batch_idx % 3 == 1 else super().training_step(batch, batch_idx)

        for reporter in (True, False):
            module = Some()
            if reporter:
                self.assertNotIn(1, [one.iteration for one in self.fit(module)])
            else:
                trainer(Rates(RISING)).fit(module, loader())

    def test_manual_optimization_counts_the_steps_of_the_optimizer_that_is_named(self) -> None:
        class Two(Module):
            def __init__(self) -> None:
                super().__init__(
                    lambda module: [
                        torch.optim.SGD(module.layer.parameters(), lr=0.5),
                        torch.optim.Adam(module.other.parameters(), lr=0.25),
                    ]
                )
                self.automatic_optimization = False
                self.second: List[float] = []

            def training_step(self, batch: Any, batch_idx: int) -> Any:
                for optimizer in self.optimizers():
                    optimizer.zero_grad()
                    loss = self.loss(batch)
                    self.manual_backward(loss)
                    optimizer.step()
                first, second = self.optimizers()
                self.second.append(second.param_groups[0]["lr"])
                return loss

            def on_before_optimizer_step(self, optimizer: Any) -> None:
                if isinstance(optimizer, torch.optim.SGD):
                    self.used.append(optimizer.param_groups[0]["lr"])

        module = Two()
        added = self.fit(module, rates=Rates(RISING, optimizer=0))
        self.assertEqual(module.second, [0.25] * 10)
        self.assertEqual([one.iteration for one in added], list(range(10)))
        self.assertEqual([one.lr for one in added], [RISING.lr(i) for i in range(10)])
        both = Two()
        trainer(Rates(RISING, optimizer="SGD"), Rates(RISING, optimizer="Adam")).fit(both, loader())
        self.assertEqual(both.second, [RISING.lr(i) for i in range(10)])
        for wrong in (None, 2, "AdamW"):
            with self.assertRaisesRegex(ValueError, "0 \\(SGD\\), 1 \\(Adam\\)"):
                trainer(Rates(RISING, optimizer=wrong)).fit(Two(), loader())

    def test_manual_optimization_that_returns_nothing(self) -> None:
        class Silent(Module):
            def __init__(self) -> None:
                super().__init__()
                self.automatic_optimization = False

            def training_step(self, batch: Any, batch_idx: int) -> Any:
                optimizer = self.optimizers()
                optimizer.zero_grad()
                self.manual_backward(self.loss(batch))
                optimizer.step()

        self.assertEqual(self.fit(Silent()), [])

    def test_the_loss_of_a_step_is_that_of_the_batches_that_had_something_to_learn_from(self) -> None:
        class Some(Module):
            def training_step(self, batch: Any, batch_idx: int) -> Any:
                ignored = torch.full((len(batch[0]),), -100 if batch_idx % 4 == 2 else 0)
                return self.loss(batch) + nn.functional.nll_loss(torch.zeros(len(batch[0]), 1), ignored)

        for accumulate in (1, 2):
            added = self.fit(Some(), accumulate_grad_batches=accumulate)
            self.assertEqual([one.loss for one in added], [6.0] * (8 if accumulate == 1 else 5))

    def test_the_loss_of_a_step_that_asks_for_several_is_the_one_before_it(self) -> None:
        module = AskingAgain()
        kept = Kept()
        trainer(Rates(RISING, kept)).fit(module, learnable())  # type: ignore[arg-type]
        self.assertGreater(len(module.losses), len(kept.added))
        self.assertEqual([one.loss for one in kept.added], module.first_losses())

    def test_a_batch_whose_gradient_is_zeroed_before_the_step_has_no_part_in_it(self) -> None:
        class EveryOther(Module):
            keeps = False

            def training_step(self, batch: Any, batch_idx: int) -> Any:
                return batch_idx + self.layer(batch[0]).mean() - self.layer(batch[0]).mean().detach()

            def optimizer_step(self, epoch: int, batch_idx: int, optimizer: Any, closure: Any) -> None:
                if batch_idx % 2 == 0:
                    closure()
                    return
                optimizer.step(closure=closure)
                if self.keeps:
                    optimizer.zero_grad()

            def optimizer_zero_grad(self, *given: Any) -> None:
                if not self.keeps:
                    super().optimizer_zero_grad(*given)

        class Accumulating(EveryOther):
            keeps = True

        self.assertEqual([one.loss for one in self.fit(EveryOther())], [1, 3, 5, 7, 9])
        self.assertEqual([one.loss for one in self.fit(Accumulating())], [0.5, 2.5, 4.5, 6.5, 8.5])

    @unittest.skipUnless(hasattr(torch.amp, "GradScaler"), "no loss scaler for the CPU")
    def test_a_batch_whose_step_a_loss_scaler_skips_has_no_part_in_the_next(self) -> None:
        class Counting(Module):
            def training_step(self, batch: Any, batch_idx: int) -> Any:
                made = 8 * self.layer(batch[0]).float().mean()  # overflows at first
                return batch_idx + made - made.detach()

        precision = MixedPrecision("bf16-mixed", "cpu")
        precision.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127)
        added = self.fit(Counting(), plugins=[precision])
        self.assertEqual(added[0].iteration, 0)
        skipped = 10 - len(added)
        self.assertGreater(skipped, 0)
        self.assertEqual([one.loss for one in added], list(range(skipped, 10)))

    def test_a_checkpoint_of_several_optimizers_goes_on(self) -> None:
        class Two(Module):
            def __init__(self) -> None:
                super().__init__(
                    lambda module: [
                        torch.optim.SGD(module.layer.parameters(), lr=0.5),
                        torch.optim.Adam(module.other.parameters(), lr=0.25),
                    ]
                )
                self.automatic_optimization = False

            def training_step(self, batch: Any, batch_idx: int) -> Any:
                for optimizer in self.optimizers():
                    optimizer.zero_grad()
                    self.manual_backward(self.loss(batch))
                    optimizer.step()

            def on_before_optimizer_step(self, optimizer: Any) -> None:
                if isinstance(optimizer, torch.optim.SGD):
                    super().on_before_optimizer_step(optimizer)

        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "here.ckpt")
            first = trainer(Rates(RISING, optimizer=0))
            first.fit(Two(), loader())
            first.save_checkpoint(path)
            module = Two()
            trainer(Rates(RISING, optimizer=0), max_epochs=2).fit(module, loader(), ckpt_path=path)
            self.assertEqual(module.used, [RISING.lr(i) for i in range(10, 20)])
            without = trainer(max_epochs=1)
            without.fit(Two(), loader())
            without.save_checkpoint(path)
            with self.assertRaisesRegex(ValueError, "20 steps of 2 optimizers together"):
                trainer(Rates(RISING, optimizer=0), max_epochs=2).fit(Two(), loader(), ckpt_path=path)

    def test_the_ratio_of_groups_outlives_a_checkpoint_at_rate_zero(self) -> None:
        def two(module: Module) -> Any:
            groups = [
                {"params": module.layer.parameters(), "lr": 0.1},
                {"params": module.other.parameters(), "lr": 0.01},
            ]
            return torch.optim.SGD(groups)

        cycle = Schedule({"policy": "triangular", "base_lr": 0.0, "max_lr": 0.1, "step_size": 5}, 100)
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "here.ckpt")
            first = trainer(Rates(cycle), max_steps=11, max_epochs=-1)
            first.fit(Module(two), loader())
            first.save_checkpoint(path)
            module = Module(two)
            seen: List[List[float]] = []
            module.on_before_optimizer_step = lambda optimizer: seen.append(  # type: ignore[method-assign]
                [group["lr"] for group in optimizer.param_groups]
            )
            trainer(Rates(cycle), max_steps=14, max_epochs=-1).fit(module, loader(), ckpt_path=path)
        self.assertEqual([lr for lr, _ in seen], [cycle.lr(i) for i in range(11, 14)])
        for first_lr, second_lr in seen:
            self.assertAlmostEqual(second_lr, first_lr / 10, places=12)


class Learning(pl.LightningModule):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 4))
        self.used: List[float] = []
        self.losses: List[float] = []

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        loss = nn.functional.cross_entropy(self.body(batch[0]), batch[1])
        self.losses.append(loss.item())
        self.log("loss", loss)
        return loss

    def on_before_optimizer_step(self, optimizer: Any) -> None:
        self.used.append(optimizer.param_groups[0]["lr"])

    def configure_optimizers(self) -> Any:
        return torch.optim.SGD(self.parameters(), lr=0.05, momentum=0.9)


class AskingAgain(Learning):
    """Four losses a step, the first of which is at the weights before it."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: List[int] = []

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        self.batches.append(batch_idx)
        return super().training_step(batch, batch_idx)

    def configure_optimizers(self) -> Any:
        return torch.optim.LBFGS(self.parameters(), lr=0.1, max_iter=4)

    def first_losses(self) -> List[float]:
        before = [None, *self.batches]
        return [loss for loss, batch, last in zip(self.losses, self.batches, before) if batch != last]


def learnable() -> DataLoader:  # type: ignore[type-arg]
    generator = torch.Generator().manual_seed(3)
    inputs = torch.randn(320, 20, generator=generator)
    return DataLoader(TensorDataset(inputs, inputs[:, :4].argmax(1)), 16, shuffle=True)


@service.needed
class RangeTestTests(service.ServiceTestCase):
    def trained(self, tested: bool, **given: Any) -> Any:
        """The module after two epochs, and what a range test found before them."""
        torch.manual_seed(1)
        module, batches, found = Learning(), learnable(), None
        fitting = trainer(max_epochs=2)
        if tested:
            used: List[float] = []
            stand_in = module.on_before_optimizer_step
            module.on_before_optimizer_step = lambda optimizer: used.append(optimizer.param_groups[0]["lr"])  # type: ignore[method-assign]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                test = RangeTest(rangefinder=self.rangefinder, iterations=60, start_lr=1e-4, end_lr=0.5, progress=False, **given)
                found = test.run(fitting, module, batches)
            module.on_before_optimizer_step = stand_in  # type: ignore[method-assign]
            found = found, used
        fitting.fit(module, batches)
        return module, found, fitting

    def test_rates_are_the_ladders_and_the_training_is_what_it_would_have_been(self) -> None:
        plain, _, before = self.trained(False)
        tested, (found, used), after = self.trained(True)
        self.assertEqual(used, list(self.rangefinder.ladder(found.id))[: len(used)])
        self.assertEqual(tested.losses, plain.losses)
        self.assertEqual((after.global_step, after.current_epoch), (before.global_step, before.current_epoch))
        for one, other in zip(plain.state_dict().values(), tested.state_dict().values()):
            self.assertTrue(torch.equal(one, other))
        workload = self.rangefinder.get(found.id)["workload"]
        self.assertEqual((workload["batch_size"], workload["iterations_per_epoch"]), (16, 20))

    def test_repeats_start_from_the_same_weights(self) -> None:
        _, (found, _), _ = self.trained(True, repeats=2)
        first, second = self.rangefinder.curve(found.id)["repeats"]
        self.assertNotEqual(first["loss"], second["loss"])
        self.assertLess(abs(first["loss"][0] - second["loss"][0]), 0.7)

    def test_a_batch_whose_labels_are_all_ignored_is_no_point_of_the_curve(self) -> None:
        class Some(Learning):
            def training_step(self, batch: Any, batch_idx: int) -> Any:
                inputs, targets = batch
                return super().training_step(
                    (inputs, torch.full_like(targets, -100) if batch_idx % 10 == 9 else targets), batch_idx
                )

        for accumulate, left_out in ((1, {9, 19, 29}), (2, set())):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                test = RangeTest(rangefinder=self.rangefinder, iterations=30, end_lr=0.1, refine=False, progress=False)
                found = test.run(trainer(accumulate_grad_batches=accumulate), Some(), learnable())
            (curve,) = self.rangefinder.curve(found.id)["repeats"]
            self.assertEqual(set(range(30)) - set(curve["iteration"]), left_out)

    def test_a_batch_whose_gradient_is_zeroed_before_the_step_is_no_part_of_the_curve(self) -> None:
        stepped: List[float] = []

        class EveryOther(Learning):
            def optimizer_step(self, epoch: int, batch_idx: int, optimizer: Any, closure: Any) -> None:
                if batch_idx % 2 == 0:
                    closure()
                    return
                optimizer.step(closure=closure)
                stepped.append(self.losses[-1])

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            test = RangeTest(rangefinder=self.rangefinder, iterations=20, end_lr=0.1, refine=False, progress=False)
            found = test.run(trainer(), EveryOther(), learnable())
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        for loss, own in zip(curve["loss"], stepped):
            self.assertAlmostEqual(loss, own, places=6)

    def test_the_curve_of_a_step_that_asks_for_several_losses_has_the_one_before_it(self) -> None:
        first: List[float] = []

        class Noting(AskingAgain):
            def training_step(self, batch: Any, batch_idx: int) -> Any:
                asked = batch_idx in self.batches[-1:]
                loss = super().training_step(batch, batch_idx)
                if not asked:
                    first.append(loss.item())
                return loss

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            test = RangeTest(rangefinder=self.rangefinder, iterations=20, end_lr=0.1, refine=False, progress=False)
            found = test.run(trainer(), Noting(), learnable())
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(curve["loss"], first)

    def test_what_a_module_schedules_and_logs_by_itself_does_not_matter(self) -> None:
        used: List[float] = []
        lengths: List[Any] = []
        after: List[Any] = []

        class Usual(Learning):
            def configure_optimizers(self) -> Any:
                optimizer = super().configure_optimizers()
                length = self.trainer.estimated_stepping_batches
                lengths.append(length)
                cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=int(length))
                plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)
                watching = {"scheduler": plateau, "monitor": "validation"}
                return [optimizer], [{"scheduler": cycle, "interval": "step"}, watching]

            def optimizer_step(self, epoch: int, batch_idx: int, optimizer: Any, closure: Any) -> None:
                for group in optimizer.param_groups:
                    group["lr"] = 0.05 * min(1.0, (self.trainer.global_step + 1) / 100)
                optimizer.step(closure=closure)

            def training_step(self, batch: Any, batch_idx: int) -> Any:
                used.append(self.optimizers().param_groups[0]["lr"])
                self.logger.experiment.add_scalar("step", 1.0, batch_idx)
                self.logger.log_metrics({"step": 1.0})
                after.append((self.logger.save_dir, self.logger.log_dir))
                return super().training_step(batch, batch_idx)

        class Logger(CSVLogger):
            log_metrics = None

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logger = Logger(self.home)
            fitting = trainer(max_epochs=2, logger=logger)
            test = RangeTest(rangefinder=self.rangefinder, iterations=60, end_lr=0.1, refine=False, progress=False)
            found = test.run(fitting, Usual(), learnable())
        self.assertEqual(used, list(self.rangefinder.ladder(found.id))[: len(used)])
        self.assertGreater(len(used), 40)  # more than the cycle has
        self.assertEqual(lengths, [40])
        self.assertEqual(set(after), {(logger.save_dir, logger.log_dir)})
        self.assertEqual(fitting.loggers, [logger])
        self.assertNotIn("run", vars(fitting.fit_loop))

    def test_an_optimizer_that_never_steps_is_said(self) -> None:
        class Stepless(Learning):
            def __init__(self) -> None:
                super().__init__()
                self.automatic_optimization = False

        module = Stepless()
        test = RangeTest(rangefinder=self.rangefinder, iterations=5, tags={"of": self.home.name}, progress=False)
        with self.assertRaisesRegex(ValueError, "SGD has made no step in 256 batches"):
            test.run(trainer(), module, learnable())
        (left,) = self.rangefinder.search(tags={"of": self.home.name})
        self.assertEqual(left["state"], "cancelled")

    def test_a_step_that_never_returns_its_loss_is_said(self) -> None:
        class Silent(Learning):
            def __init__(self) -> None:
                super().__init__()
                self.automatic_optimization = False

            def training_step(self, batch: Any, batch_idx: int) -> Any:
                optimizer = self.optimizers()
                optimizer.zero_grad()
                self.manual_backward(super().training_step(batch, batch_idx))
                optimizer.step()

        test = RangeTest(rangefinder=self.rangefinder, progress=False)
        with self.assertRaisesRegex(ValueError, "training_step returned no loss in 50 steps"):
            test.run(trainer(), Silent(), learnable())

    def test_an_exception_where_it_has_diverged_is_the_end_of_the_sweep(self) -> None:
        torch.manual_seed(1)
        module = Learning()
        before = {name: value.clone() for name, value in module.state_dict().items()}

        def fail(optimizer: Any) -> None:
            if len(module.losses) > 10:
                with torch.no_grad():
                    module.body[0].weight.fill_(float("nan"))
                raise ValueError("a value outside of the support")

        module.on_before_optimizer_step = fail  # type: ignore[method-assign]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = RangeTest(rangefinder=self.rangefinder, iterations=60, refine=False, progress=False).run(
                trainer(), module, learnable()
            )
        for name, value in module.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]))
        self.assertEqual(self.rangefinder.get(found.id)["runs"][0]["end_reason"], "not_finite")

    def test_an_exception_cancels_it_and_puts_all_back(self) -> None:
        torch.manual_seed(1)
        module = Learning()
        before = {name: value.clone() for name, value in module.state_dict().items()}

        def fail(optimizer: Any) -> None:
            if module.body[0].weight.grad is not None and len(module.losses) > 10:
                raise RuntimeError("on purpose")

        module.on_before_optimizer_step = fail  # type: ignore[method-assign]
        test = RangeTest(rangefinder=self.rangefinder, iterations=60, tags={"of": self.home.name}, progress=False)
        with self.assertRaisesRegex(RuntimeError, "on purpose"):
            test.run(trainer(), module, learnable())
        for name, value in module.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]))
        (left,) = self.rangefinder.search(tags={"of": self.home.name})
        self.assertEqual(left["state"], "cancelled")

    def test_the_script_of_the_documentation(self) -> None:
        said = examples.run("lightning/training.py", self.home)
        self.assertIn("verdict ", said)
        self.assertGreater(float(said.split()[-1]), 0.8)


if __name__ == "__main__":
    unittest.main()
