package dev.rangefinder.schedule.form;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SnippetsTests {

    private static final int ITERATIONS = 2000;

    private static final List<Schedule> EXACT = List.of(
            new Fixed(0.1),
            new Triangular(0.001, 0.006, 133, 67),
            new Triangular(0, 0.026, 999, 1),
            new Triangular2(1e-9, 0.7, 13, 5),
            new Triangular2(0, 0.7, 1, 1),
            new Ladder(0.003, 0.04, 1999, Spacing.LINEAR),
            new Ladder(0, 0.04, 300, Spacing.LINEAR),
            json("{'policy': 'triangular', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 70, 'window': 'welch'}"),
            json("{'policy': 'decay', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 700}"),
            json("{'policy': 'step', 'lr': 0.1, 'factor': 0.5, 'milestones': [10, 500]}"),
            json("{'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 1500, 'anneal_strategy': 'linear'}"),
            json("{'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 999, 'pct_start': 0.4, 'three_phase': true,"
                    + " 'anneal_strategy': 'linear'}"),
            json("{'policy': 'knots', 'knots': [{'iteration': 5, 'lr': 0.1}, {'iteration': 90, 'lr': 0.7},"
                    + " {'iteration': 1200, 'lr': 0}]}"),
            json("{'policy': 'warmup', 'warmup_iterations': 100, 'start_factor': 0.1, 'then':"
                    + " {'policy': 'triangular2', 'base_lr': 0.1, 'max_lr': 0.3, 'step_size': 50}}"),
            json("{'policy': 'composite', 'stages': [{'iterations': 300, 'schedule':"
                    + " {'policy': 'triangular', 'base_lr': 0.1, 'max_lr': 0.3, 'step_size': 50}},"
                    + " {'iterations': 400, 'schedule': {'policy': 'fixed', 'lr': 0.05}}]}"));

    private static final List<Schedule> WITH_POWERS = List.of(
            new Ladder(1e-7, 10, 1000, Spacing.EXPONENTIAL),
            new Ladder(0.013, 0.7, 1999, Spacing.EXPONENTIAL),
            json("{'policy': 'exp_range', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 70, 'gamma': 0.999,"
                    + " 'cycle_momentum': true}"),
            json("{'policy': 'exp_range_paper', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 70,"
                    + " 'gamma': 0.999, 'base_momentum': 0.8, 'max_momentum': 0.95}"),
            json("{'policy': 'triangular2', 'base_lr': 0.01, 'max_lr': 0.1, 'step_size': 70, 'window': 'hann',"
                    + " 'cycle_momentum': true}"),
            json("{'policy': 'exp', 'max_lr': 0.1, 'gamma': 0.998}"),
            json("{'policy': 'polynomial', 'lr': 0.1, 'total_steps': 1700, 'power': 2.5, 'end_lr': 0.001}"),
            json("{'policy': 'inverse', 'lr': 0.01, 'gamma': 0.0001, 'power': 0.75}"),
            json("{'policy': 'cosine', 'eta_max': 0.1, 'T_max': 1000}"),
            json("{'policy': 'cosine_restarts', 'eta_max': 0.1, 'T_0': 10, 'T_mult': 3, 'eta_min': 0.001,"
                    + " 'restart_decay': 0.9}"),
            json("{'policy': 'cosine_restarts', 'eta_max': 0.1, 'T_0': 130}"),
            json("{'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 1500}"));

    private static Schedule json(String text) {
        return Json.MAPPER.readValue(text.replace('\'', '"'), Schedule.class);
    }

    @TempDir
    private Path directory;

    @ParameterizedTest
    @FieldSource("EXACT")
    void thePythonComputesTheSameDoubles(Schedule schedule) throws Exception {
        assertThat(python(schedule)).containsExactly(java(schedule));
    }

    @ParameterizedTest
    @FieldSource("WITH_POWERS")
    void thePythonAgreesToTheLastDigitsWhereAPowerOrACosineIsTaken(Schedule schedule) throws Exception {
        double[] expected = java(schedule);
        double highest = Arrays.stream(expected).max().orElseThrow();
        assertThat(python(schedule)).containsExactly(expected, offset(1e-14 * highest));
    }

    @ParameterizedTest
    @FieldSource({"EXACT", "WITH_POWERS"})
    void thePythonComputesTheMomentumWhereThereIsOne(Schedule schedule) throws Exception {
        assertThat(Snippets.of(schedule, ITERATIONS).get("python").contains("def momentum"))
                .isEqualTo(schedule.momentum(0).isPresent());
        if (schedule.momentum(0).isPresent()) {
            double[] expected =
                    held().mapToDouble(i -> schedule.momentum(i).orElseThrow()).toArray();
            assertThat(python(schedule, "momentum")).containsExactly(expected, offset(1e-14));
        }
    }

    @ParameterizedTest
    @FieldSource({"EXACT", "WITH_POWERS"})
    void everyProgramIsPython(Schedule schedule) throws Exception {
        for (String program : Snippets.of(schedule, ITERATIONS).values()) {
            run("import ast, sys; ast.parse(open(sys.argv[1]).read())", program);
        }
    }

    @Test
    void everyFrameworkHasAProgramThatContainsThePlainFunction() {
        var programs = Snippets.of(new Fixed(0.5), 7);
        assertThat(programs.keySet()).containsExactly("python", "pytorch", "keras", "optax");
        assertThat(programs.values()).allSatisfy(program -> assertThat(program).contains("""
                def lr(iteration):
                    iteration = min(iteration, 6)  # past the end the last value holds
                    return 0.5
                """));
    }

    /** Ten more than there are, to see the last rate hold. */
    private static LongStream held() {
        return LongStream.range(0, ITERATIONS + 10).map(i -> Math.min(i, ITERATIONS - 1));
    }

    private static double[] java(Schedule schedule) {
        return held().mapToDouble(schedule::learningRate).toArray();
    }

    private double[] python(Schedule schedule) throws Exception {
        return python(schedule, "lr");
    }

    private double[] python(Schedule schedule, String function) throws Exception {
        String program = Snippets.of(schedule, ITERATIONS).get("python");
        String caller = "import sys; exec(open(sys.argv[1]).read()); print(*map(%s, range(%d)))"
                .formatted(function, ITERATIONS + 10);
        return Arrays.stream(run(caller, program).trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private String run(String caller, String program) throws Exception {
        Path source = Files.writeString(directory.resolve("program.py"), program);
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", caller, source.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeThat(e).as("python3 is installed").isNull();
            throw e;
        }
        String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
