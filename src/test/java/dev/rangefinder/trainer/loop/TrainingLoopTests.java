package dev.rangefinder.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Cycle;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.schedule.Window;
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.loop.Learner.BatchResult;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of things in a training, by what a learner is told to do. */
class TrainingLoopTests {

    private static final double FIRST_LOSS = 2;

    @TempDir
    private Path directory;

    private final List<Observation> observations = new ArrayList<>();

    /** Learns nothing: its losses are given, and it remembers what it was told to do. */
    private static final class ScriptedLearner implements Learner {

        private final Function<Integer, Double> losses;
        private final List<String> calls = new ArrayList<>();
        private int looks;

        ScriptedLearner(Function<Integer, Double> losses) {
            this.losses = losses;
        }

        @Override
        public Seen look(Batch batch) {
            calls.add("look");
            int number = looks++;
            int right = batch.size() / 2; // by then another batch has its place
            return () -> {
                calls.add("read " + number);
                return new BatchResult(losses.apply(number), right);
            };
        }

        @Override
        public void gather(OptionalDouble momentum) {
            calls.add("gather");
        }

        @Override
        public void step(double lr, OptionalDouble momentum) {
            calls.add("step " + lr + (momentum.isPresent() ? " momentum " + momentum.getAsDouble() : ""));
        }

        /** Losses that differ from part to part, to see how they are weighted. */
        @Override
        public BatchResult evaluate(Batch batch) {
            calls.add("evaluate " + batch.size());
            return new BatchResult(batch.size(), 1);
        }

        @Override
        public void close() {}
    }

    private EndReason run(ScriptedLearner learner, int iterations, Evaluation evaluation, StopRule stopRule)
            throws IOException {
        return run(learner, new Fixed(0.5), iterations, evaluation, stopRule, 8);
    }

    private EndReason run(
            ScriptedLearner learner,
            Schedule schedule,
            int iterations,
            Evaluation evaluation,
            StopRule stopRule,
            int samples)
            throws IOException {
        StoredData data = Samples.noise(directory, new Shape(1, 1, 2), 2, samples);
        Workload workload = new Workload("any", new Mlp(List.of()), new Sgd(0, false, 0), 4, Preprocessing.NONE);
        Order order = new Order(workload, data, null, schedule, iterations, 1, evaluation, stopRule, false, "cpu", 1);
        return new TrainingLoop(order, Batches.of(data, workload, evaluation, 1), learner, observations::add).run();
    }

    @Test
    void eachIterationIsReadWhenTheNextIsLookedAtAndEvaluatedWhenItIsDue() throws IOException {
        ScriptedLearner learner = new ScriptedLearner(i -> FIRST_LOSS);
        Ladder ladder = new Ladder(1, 5, 5, Spacing.LINEAR);

        EndReason reason = run(learner, ladder, 5, new Evaluation(2, 3), StopRule.DIVERGED, 8);

        assertThat(reason).isEqualTo(EndReason.COMPLETED);
        assertThat(learner.calls)
                .containsExactly(
                        "look",
                        "step 1.0",
                        "look",
                        "read 0",
                        "step 2.0",
                        "read 1",
                        "evaluate 3",
                        "look",
                        "step 3.0",
                        "look",
                        "read 2",
                        "step 4.0",
                        "read 3",
                        "evaluate 3",
                        "look",
                        "step 5.0",
                        "read 4",
                        "evaluate 3");
        assertThat(observations)
                .containsExactly(
                        new Observation(0, 1, FIRST_LOSS, 0.5, null),
                        new Observation(1, 2, FIRST_LOSS, 0.5, new Validation(3.0, 1 / 3.0)),
                        new Observation(2, 3, FIRST_LOSS, 0.5, null),
                        new Observation(3, 4, FIRST_LOSS, 0.5, new Validation(3.0, 1 / 3.0)),
                        new Observation(4, 5, FIRST_LOSS, 0.5, new Validation(3.0, 1 / 3.0)));
    }

    @Test
    void aStepOfSeveralBatchesGathersAllButTheLast() throws IOException {
        ScriptedLearner learner = new ScriptedLearner(i -> (double) i);
        StoredData data = Samples.noise(directory, new Shape(1, 1, 2), 2, 16);
        Workload workload = new Workload(
                "any",
                new Mlp(List.of()),
                new Sgd(0, false, 0),
                4,
                Preprocessing.NONE,
                null,
                null,
                null,
                3,
                null,
                null,
                null);
        Evaluation never = new Evaluation(1, 0);
        Order order = new Order(workload, data, null, new Fixed(0.5), 2, 1, never, StopRule.NONE, false, "cpu", 1);
        new TrainingLoop(order, Batches.of(data, workload, never, 1), learner, observations::add).run();
        assertThat(learner.calls)
                .containsExactly(
                        "look",
                        "gather",
                        "look",
                        "read 0",
                        "gather",
                        "look",
                        "read 1",
                        "step 0.5",
                        "look",
                        "gather",
                        "look",
                        "read 3",
                        "gather",
                        "look",
                        "read 4",
                        "read 2",
                        "step 0.5",
                        "read 5");
        assertThat(observations)
                .extracting(Observation::loss)
                .allSatisfy(loss -> assertThat(loss).isCloseTo(Math.rint(loss), within(1e-12)));
        assertThat(observations).extracting(one -> Math.round(one.loss())).containsExactly(1L, 4L);
    }

    @Test
    void aMomentumThatTheScheduleSaysIsThatOfItsStep() throws IOException {
        ScriptedLearner learner = new ScriptedLearner(i -> FIRST_LOSS);
        Schedule cycle = new Triangular(new Cycle(1, 3, 2, 2, Window.LINEAR, 0.75, 0.875));
        run(learner, cycle, 3, new Evaluation(1, 0), StopRule.DIVERGED, 8);
        assertThat(learner.calls)
                .filteredOn(call -> call.startsWith("step"))
                .containsExactly("step 1.0 momentum 0.875", "step 2.0 momentum 0.8125", "step 3.0 momentum 0.75");
    }

    @Test
    void validationWeighsThePartsBySize() throws IOException {
        ScriptedLearner learner = new ScriptedLearner(i -> FIRST_LOSS);
        run(learner, new Fixed(0.5), 1, new Evaluation(1, 1200), StopRule.DIVERGED, 1200);
        assertThat(learner.calls)
                .containsExactly("look", "step 0.5", "read 0", "evaluate 500", "evaluate 500", "evaluate 200");
        assertThat(observations)
                .extracting(Observation::validation)
                .containsExactly(new Validation((500.0 * 500 + 500 * 500 + 200 * 200) / 1200, 3 / 1200.0));
    }

    @Test
    void noSamplesMeanNoEvaluation() throws IOException {
        ScriptedLearner learner = new ScriptedLearner(i -> FIRST_LOSS);
        run(learner, 3, new Evaluation(1, 0), StopRule.DIVERGED);
        assertThat(learner.calls)
                .containsExactly(
                        "look", "step 0.5", "look", "read 0", "step 0.5", "look", "read 1", "step 0.5", "read 2");
        assertThat(observations).extracting(Observation::validation).containsOnlyNulls();
    }

    /** Falls from 2 to 1 in thirty iterations, then explodes. */
    private static double exploding(int iteration) {
        return iteration < 30 ? FIRST_LOSS - iteration / 30.0 : 1000;
    }

    @Test
    void aLossThatDivergesIsTheLastThatIsRecorded() throws IOException {
        ScriptedLearner learner = new ScriptedLearner(TrainingLoopTests::exploding);
        assertThat(run(learner, 100, new Evaluation(1, 2), StopRule.DIVERGED)).isEqualTo(EndReason.DIVERGED);
        assertThat(observations)
                .as("the fourth of the losses that stay far above")
                .hasSize(34);
        assertThat(observations.getLast()).isEqualTo(new Observation(33, 0.5, 1000, 0.5, null));
        assertThat(learner.calls.getLast()).isEqualTo("read 33");
        assertThat(learner.looks).isEqualTo(34);
    }

    @Test
    void aRunThatIsToGoOnGoesOnThroughDivergence() throws IOException {
        ScriptedLearner learner = new ScriptedLearner(TrainingLoopTests::exploding);
        assertThat(run(learner, 100, new Evaluation(100, 2), StopRule.NONE)).isEqualTo(EndReason.COMPLETED);
        assertThat(observations).hasSize(100);
        assertThat(observations.getLast().validation()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"NaN, DIVERGED", "NaN, NONE", "Infinity, DIVERGED", "Infinity, NONE", "-Infinity, NONE"})
    void aLossThatIsNotFiniteIsTheLastThatIsRecorded(double loss, StopRule stopRule) throws IOException {
        ScriptedLearner learner = new ScriptedLearner(i -> i < 3 ? FIRST_LOSS : loss);
        assertThat(run(learner, 100, new Evaluation(100, 2), stopRule)).isEqualTo(EndReason.NOT_FINITE);
        assertThat(observations).extracting(Observation::iteration).containsExactly(0L, 1L, 2L, 3L);
        assertThat(observations.getLast()).isEqualTo(new Observation(3, 0.5, loss, 0.5, null));
        assertThat(learner.calls.getLast()).isEqualTo("read 3");
        assertThat(learner.looks).as("the next was looked at before").isEqualTo(5);
    }
}
