from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import unittest
import warnings
from typing import Any, Callable, List, Optional

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy

from rangefinder import Schedule
from rangefinder.keras import RangeTest, Rates

from . import examples, service
from .keeping import Added, Kept

RISING = Schedule({"policy": "decay", "base_lr": 0.001, "max_lr": 0.1, "step_size": 100}, 200)

inputs = numpy.random.default_rng(1).normal(size=(330, 20)).astype("float32")
targets = inputs[:, :4].argmax(1)


def model(**compiled: Any) -> Any:
    keras.utils.set_random_seed(1)
    made = keras.Sequential(
        [keras.Input((20,)), keras.layers.Dense(16, "relu"), keras.layers.Dropout(0.1), keras.layers.Dense(4)]
    )
    given = {"optimizer": keras.optimizers.SGD(0.05, momentum=0.9), "metrics": ["accuracy"], **compiled}
    made.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), **given)
    return made


class Noting(keras.callbacks.Callback):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.rates: List[float] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.rates.append(float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)))


def number(value: Any) -> float:
    return float(keras.ops.convert_to_numpy(value))


class Adversaries(keras.Model):  # type: ignore[misc]
    """Two optimizers of its own: the first steps with each batch, the second with every other; none is the compiled one."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = self.add_weight(shape=(), initializer="ones")
        self.first = keras.optimizers.SGD(0.01)
        self.second = keras.optimizers.SGD(0.01)
        for optimizer in (self.first, self.second):
            optimizer.build([self.weight])
        self.second_loss = keras.metrics.Mean(name="second_loss")
        self.built = True
        self.batches = 0

    @property
    def metrics(self) -> List[Any]:
        return [self.second_loss]

    def call(self, batch: Any) -> Any:
        return batch

    def train_step(self, *given: Any) -> Any:
        self.batches += 1
        for optimizer in (self.first, self.second)[: 2 - self.batches % 2]:
            optimizer.apply([keras.ops.ones(())], [self.weight])
        self.second_loss.update_state(0.5)
        return {"second_loss": self.second_loss.result()}


class Own(keras.Model):  # type: ignore[misc]
    """A train_step of its own, whose loss is the mean of the batch, whatever the rate; `kind` says how that is told."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.weight = self.add_weight(shape=(), initializer="ones")
        self.tracked = keras.metrics.Mean(name="loss" if kind in ("named", "named, unlisted") else "total_loss")
        self.built = True

    @property
    def metrics(self) -> List[Any]:
        return [] if "unlisted" in self.kind else super().metrics

    def call(self, batch: Any) -> Any:
        return batch

    def train_step(self, *given: Any) -> Any:
        ((batch, _),) = given
        loss = keras.ops.mean(batch)
        self.optimizer.apply([keras.ops.zeros(())], [self.weight])
        self.tracked.update_state(loss, sample_weight=float(len(batch)))
        return {"loss": loss if self.kind == "returned" else self.tracked.result(), "accuracy": loss / 2}


OWN = ("returned", "named", "named otherwise", "named, unlisted", "named otherwise, unlisted")


class RatesTests(unittest.TestCase):
    def fit(self, made: Any, batch_size: int = 32, epochs: int = 1, noting: Optional[Noting] = None) -> List[Added]:
        kept = Kept()
        rates = Rates(RISING, kept)  # type: ignore[arg-type]
        callbacks = [rates] + ([noting] if noting else [])
        made.fit(inputs, targets, batch_size=batch_size, epochs=epochs, verbose=0, callbacks=callbacks)
        return kept.added

    def test_every_step_is_taken_at_its_rate_and_reported_once(self) -> None:
        noting = Noting()
        added = self.fit(model(), epochs=2, noting=noting)
        self.assertEqual([one.iteration for one in added], list(range(22)))
        for used, one in zip(noting.rates, added):
            self.assertAlmostEqual(used, RISING.lr(one.iteration), places=7)

    def test_a_short_last_batch_counts_by_its_samples(self) -> None:
        frozen = model(optimizer=keras.optimizers.SGD(0.0))
        frozen.layers[1].rate = 0.0
        schedule = Schedule({"policy": "fixed", "lr": 1e-30}, 100)
        kept = Kept()
        frozen.fit(inputs, targets, batch_size=32, shuffle=False, verbose=0, callbacks=[Rates(schedule, kept)])  # type: ignore[arg-type]
        last = frozen.evaluate(inputs[320:], targets[320:], verbose=0)[0]
        self.assertAlmostEqual(kept.added[-1].loss, last, places=3)

    def test_accumulated_batches_are_one_step(self) -> None:
        optimizer = keras.optimizers.SGD(0.05, gradient_accumulation_steps=2)
        added = self.fit(model(optimizer=optimizer), epochs=2)
        self.assertEqual([one.iteration for one in added], list(range(11)))

    def test_the_loss_of_a_step_in_two_epochs_is_that_of_all_its_batches(self) -> None:
        optimizer = keras.optimizers.SGD(1e-30, gradient_accumulation_steps=2)
        kept = Kept()
        made = model(optimizer=optimizer)
        made.layers[1].rate = 0.0
        rates = Rates(Schedule({"policy": "fixed", "lr": 1e-30}, 100), kept)  # type: ignore[arg-type]
        made.fit(inputs, targets, batch_size=32, epochs=2, shuffle=False, verbose=0, callbacks=[rates])
        across = [*range(320, 330), *range(32)]
        self.assertAlmostEqual(kept.added[5].loss, made.evaluate(inputs[across], targets[across], verbose=0)[0], places=4)

    @unittest.skipIf(keras.backend.backend() == "jax", "a train_step of JAX has no state")
    def test_a_model_that_shows_no_loss_is_refused_where_it_is_to_be_reported(self) -> None:
        class Silent(keras.Model):  # type: ignore[misc]
            def train_step(self, *given: Any) -> Any:
                self.optimizer.iterations.assign(self.optimizer.iterations + 1)
                return {}

        made = Silent()
        made.compile(optimizer="sgd", jit_compile=False)
        made.built = True
        with self.assertRaisesRegex(ValueError, "counts no loss"):
            self.fit(made)

    @unittest.skipIf(keras.backend.backend() == "torch", "Keras itself refuses it on torch")
    def test_several_steps_in_one_execution_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "steps_per_execution is 4"):
            self.fit(model(steps_per_execution=4))

    def test_the_rate_is_logged_for_each_epoch(self) -> None:
        history = model().fit(inputs, targets, batch_size=32, epochs=2, verbose=0, callbacks=[Rates(RISING)]).history
        for logged, iteration in zip(history["learning_rate"], (10, 21)):
            self.assertAlmostEqual(logged, RISING.lr(iteration), places=7)

    def test_a_step_that_the_loss_scaler_skips_is_tried_again_at_its_rate(self) -> None:
        noting = Noting()
        optimizer = keras.optimizers.LossScaleOptimizer(
            keras.optimizers.SGD(0.05), initial_scale=2.0**127, dynamic_growth_steps=999
        )
        overflowing = model(optimizer=optimizer)
        overflowing.set_weights([30 * weight for weight in overflowing.get_weights()])
        added = self.fit(overflowing, noting=noting)
        skipped = 11 - len(added)
        self.assertGreater(skipped, 0)
        self.assertEqual([one.iteration for one in added], list(range(11 - skipped)))
        for used in noting.rates[: skipped + 1]:
            self.assertAlmostEqual(used, RISING.lr(0), places=7)

    @unittest.skipIf(keras.backend.backend() == "jax", "a train_step of JAX has no state")
    def test_an_optimizer_that_makes_no_step_is_said_after_an_epoch(self) -> None:
        adversaries = Adversaries()
        adversaries.compile()
        with self.assertRaisesRegex(ValueError, "RMSprop has made no step in 11 batches"):
            adversaries.fit(inputs, batch_size=32, verbose=0, callbacks=[Rates(RISING)])

    @unittest.skipIf(keras.backend.backend() == "jax", "a train_step of JAX has no state")
    def test_of_several_optimizers_the_one_that_is_given_is_scheduled(self) -> None:
        adversaries = Adversaries()
        adversaries.compile()
        kept = Kept()
        rates = Rates(RISING, kept, optimizer=adversaries.second, loss="second_loss")  # type: ignore[arg-type]
        adversaries.fit(inputs, batch_size=32, verbose=0, callbacks=[rates])
        self.assertEqual([(one.iteration, one.loss) for one in kept.added], [(step, 0.5) for step in range(5)])
        self.assertAlmostEqual(number(adversaries.second.learning_rate), RISING.lr(5), places=7)
        self.assertAlmostEqual(number(adversaries.first.learning_rate), 0.01, places=7)
        with self.assertRaisesRegex(TypeError, "optimizer is a str, expected one of Keras"):
            adversaries.fit(inputs, verbose=0, callbacks=[Rates(RISING, optimizer="second")])

    def test_a_schedule_of_keras_is_refused(self) -> None:
        decay = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
        with self.assertRaisesRegex(ValueError, "ExponentialDecay.*expected a number"):
            self.fit(model(optimizer=keras.optimizers.SGD(decay)))


class Rows(keras.utils.PyDataset):  # type: ignore[misc]
    def __len__(self) -> int:
        return 10

    def __getitem__(self, index: int) -> Any:
        rows = slice(32 * index, 32 * (index + 1))
        return inputs[rows], targets[rows]


@service.needed
class RangeTestTests(service.ServiceTestCase):
    def trained(self, tested: bool, **given: Any) -> Any:
        made, found = model(), None
        if tested:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                options = {"iterations": 50, "start_lr": 1e-4, "end_lr": 0.5, "progress": False, **given}
                test = RangeTest(rangefinder=self.rangefinder, **options)  # type: ignore[arg-type]
                found = test.run(made, inputs, targets, batch_size=32)
        history = made.fit(inputs, targets, batch_size=32, epochs=2, verbose=0)
        return [weight.tolist() for weight in made.get_weights()], history.history, found

    def test_the_training_after_it_is_what_it_would_have_been(self) -> None:
        plain = self.trained(False)
        tested = self.trained(True)
        self.assertEqual(tested[:2], plain[:2])
        found = tested[2]
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(curve["lr"], list(self.rangefinder.ladder(found.id))[: len(curve["lr"])])
        self.assertTrue(all(0 <= accuracy <= 1 for accuracy in curve["accuracy"]))
        workload = self.rangefinder.get(found.id)["workload"]
        self.assertEqual((workload["batch_size"], workload["iterations_per_epoch"]), (32, 11))

    def test_the_order_and_the_generator_of_the_data_are_put_back(self) -> None:
        class Shuffled(keras.utils.PyDataset):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.batch_size = 32
                self.generator = numpy.random.default_rng(3)
                self.order = numpy.arange(len(inputs))

            def __len__(self) -> int:
                return 4

            def __getitem__(self, index: int) -> Any:
                rows = self.order[32 * index : 32 * (index + 1)]
                return inputs[rows], targets[rows]

            def on_epoch_end(self) -> None:
                self.generator.shuffle(self.order)

        data = Shuffled()
        data.on_epoch_end()
        before = data.order.tolist(), data.generator.bit_generator.state
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            RangeTest(rangefinder=self.rangefinder, iterations=20, progress=False).run(model(), data)
        self.assertEqual((data.order.tolist(), data.generator.bit_generator.state), before)

    def same_after(self, make: Callable[[], Any], data: Callable[[], Any]) -> None:
        """A model that is made, and trained, does so after a range test as without one."""
        trained = []
        for tested in (False, True):
            made, batches = make(), data()
            if tested:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    RangeTest(rangefinder=self.rangefinder, iterations=20, batch_size=32, progress=False).run(made, batches)
            losses = made.fit(batches, epochs=2, verbose=0).history["loss"]
            variables = [keras.ops.convert_to_numpy(variable.value).tolist() for variable in made.optimizer.variables]
            trained.append((losses, [weight.tolist() for weight in made.get_weights()], variables))
        self.assertEqual(trained[1], trained[0])

    @unittest.skipUnless(importlib.util.find_spec("torch"), "no torch")
    def test_a_loader_of_torch_with_a_generator_of_its_own(self) -> None:
        import torch

        samples = torch.utils.data.TensorDataset(torch.tensor(inputs), torch.tensor(targets))

        def loader() -> Any:
            return torch.utils.data.DataLoader(samples, 32, shuffle=True, generator=torch.Generator().manual_seed(3))

        self.same_after(model, loader)

    def test_a_model_that_is_built_by_its_first_batch(self) -> None:
        def unbuilt() -> Any:
            keras.utils.set_random_seed(1)
            made = keras.Sequential([keras.layers.Dense(4)])
            made.compile("sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
            return made

        self.same_after(unbuilt, Rows)

    def test_a_loss_scaler_has_the_variables_and_the_scale_that_it_had(self) -> None:
        def scaled() -> Any:
            inner = keras.optimizers.SGD(0.05, momentum=0.9)
            return model(optimizer=keras.optimizers.LossScaleOptimizer(inner, initial_scale=4.0, dynamic_growth_steps=5))

        self.same_after(scaled, Rows)

    def test_a_loss_that_is_no_number_ends_it_beside_a_loss_scaler(self) -> None:
        def of_overflow(_: Any, outputs: Any) -> Any:
            return keras.ops.mean(outputs) * keras.ops.convert_to_tensor(float("inf"))

        made = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
        made.compile(keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.05)), loss=of_overflow)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = RangeTest(rangefinder=self.rangefinder, iterations=20, refine=False, progress=False).run(
                made, inputs, targets
            )
        self.assertEqual(self.rangefinder.get(found.id)["runs"][0]["end_reason"], "not_finite")

    @unittest.skipIf(keras.backend.backend() == "jax", "its steps are compiled, and raise nothing")
    def test_an_exception_where_it_has_diverged_is_the_end_of_the_sweep(self) -> None:
        class Strict(keras.Sequential):  # type: ignore[misc]
            batches = 0

            def train_step(self, *given: Any) -> Any:
                self.batches += 1
                if self.batches > 10:
                    self.set_weights([weight + float("nan") for weight in self.get_weights()])
                    raise ValueError("a value outside of the support")
                return super().train_step(*given)

        made = Strict([keras.Input((20,)), keras.layers.Dense(4)])
        made.compile("sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), run_eagerly=True)
        before = [weight.tolist() for weight in made.get_weights()]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = RangeTest(rangefinder=self.rangefinder, iterations=20, refine=False, progress=False).run(
                made, inputs, targets
            )
        self.assertEqual([weight.tolist() for weight in made.get_weights()], before)
        self.assertEqual(self.rangefinder.get(found.id)["runs"][0]["end_reason"], "not_finite")

    def test_a_generator_that_ends_is_said(self) -> None:
        rows = Rows()
        made = model()
        before = [weight.tolist() for weight in made.get_weights()]
        for given in ({}, {"steps_per_epoch": 9}):
            with self.subTest(**given), self.assertRaisesRegex(ValueError, "the data ended before the sweep"):
                test = RangeTest(
                    rangefinder=self.rangefinder, iterations=20, batch_size=32, iterations_per_epoch=5, progress=False
                )  # fmt: skip
                test.run(made, (rows[index] for index in range(5)), **given)
        self.assertEqual([weight.tolist() for weight in made.get_weights()], before)

    @unittest.skipIf(keras.backend.backend() == "jax", "a train_step of JAX has no state")
    def test_one_of_several_optimizers(self) -> None:
        adversaries = Adversaries()
        adversaries.compile(run_eagerly=True)
        before = [number(variable.value) for variable in (*adversaries.first.variables, *adversaries.second.variables)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            test = RangeTest(
                rangefinder=self.rangefinder, optimizer=adversaries.second, loss="second_loss", iterations=20, progress=False
            )  # fmt: skip
            found = test.run(adversaries, inputs, batch_size=32)
        after = [number(variable.value) for variable in (*adversaries.first.variables, *adversaries.second.variables)]
        self.assertEqual(after, before)
        self.assertEqual(number(adversaries.weight.value), 1.0)
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(set(curve["loss"]), {0.5})

    @unittest.skipIf(keras.backend.backend() == "jax", "a train_step of JAX has no state")
    def test_a_train_step_of_ones_own_is_observed_step_by_step(self) -> None:
        values = numpy.random.default_rng(2).uniform(size=(96, 1)).astype("float32")
        batches = values.reshape(3, 32).mean(1)
        for kind in OWN:
            for accumulated in (None, 2):
                with self.subTest(kind, accumulated=accumulated), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    made = Own(kind)
                    made.compile(keras.optimizers.SGD(0.1, gradient_accumulation_steps=accumulated), run_eagerly=True)
                    made.tracked.update_state(7.0)
                    test = RangeTest(rangefinder=self.rangefinder, iterations=12, refine=False, progress=False)
                    found = test.run(made, values, values, batch_size=32, shuffle=False)
                    (curve,) = self.rangefinder.curve(found.id)["repeats"]
                    size = accumulated or 1
                    expected = [numpy.mean([batches[(size * step + one) % 3] for one in range(size)]) for step in range(12)]
                    numpy.testing.assert_allclose(curve["loss"], expected, rtol=1e-5)
                    numpy.testing.assert_allclose(curve["accuracy"], numpy.array(expected) / 2, rtol=1e-5)
                    self.assertEqual(number(made.tracked.total), 7.0)

    def test_an_optimizer_that_never_steps_is_said(self) -> None:
        made = model(optimizer=keras.optimizers.SGD(0.05, gradient_accumulation_steps=10**6))
        before = [weight.tolist() for weight in made.get_weights()]
        with self.assertRaisesRegex(ValueError, "SGD has made no step in 256 batches"):
            test = RangeTest(rangefinder=self.rangefinder, iterations=5, progress=False)
            test.run(made, inputs[:64], targets[:64], batch_size=16)
        self.assertEqual([weight.tolist() for weight in made.get_weights()], before)

    def test_steps_of_several_batches_whose_trivial_loss_is_said(self) -> None:
        optimizer = keras.optimizers.SGD(0.05, gradient_accumulation_steps=2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            test = RangeTest(rangefinder=self.rangefinder, iterations=30, trivial_loss=1.386, progress=False)
            found = test.run(model(optimizer=optimizer), inputs, targets, batch_size=32)
        self.assertEqual(self.rangefinder.get(found.id)["workload"]["trivial_loss"], 1.386)
        (curve,) = self.rangefinder.curve(found.id)["repeats"]
        self.assertEqual(curve["iteration"], list(range(len(curve["iteration"]))))

    def test_repeats_start_from_the_same_weights(self) -> None:
        _, _, found = self.trained(True, repeats=2)
        first, second = self.rangefinder.curve(found.id)["repeats"]
        self.assertNotEqual(first["loss"], second["loss"])
        self.assertLess(abs(first["loss"][0] - second["loss"][0]), 0.7)

    def test_the_script_of_the_documentation(self) -> None:
        said = examples.run("keras/training.py", self.home)
        self.assertIn("verdict ", said)
        self.assertGreater(float(said.split()[-1]), 0.8)


@unittest.skipUnless(importlib.util.find_spec("jax") and keras.backend.backend() == "torch", "no JAX, or on it already")
class OnJaxTests(unittest.TestCase):
    """The rates, as on torch, and a range test, whose steps JAX compiles."""

    def test_on_jax(self) -> None:
        environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
        tests = ("RatesTests", "RangeTestTests.test_the_training_after_it_is_what_it_would_have_been")
        ran = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "unittest", *(f"tests.keras_loops.{name}" for name in tests)],
            env=environment,
            capture_output=True,
            text=True,
        )
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)


if __name__ == "__main__":
    unittest.main()
