package dev.rangefinder.schedule.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.testing.Python;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The programs for PyTorch, run: what the optimizer of a real one holds before every step. */
class TorchSnippetsTests {

    private static final String EXACT = "dev.rangefinder.schedule.render.SnippetCases#EXACT";
    private static final String WITH_POWERS = "dev.rangefinder.schedule.render.SnippetCases#WITH_POWERS";

    /** As the comments of the program say to use it, with two groups that start at other rates. */
    private static final String TRAINING = """

            first, second = (torch.nn.Parameter(torch.zeros(1, dtype=torch.float64)) for _ in range(2))
            optimizer = torch.optim.%s
            scheduler = attach(optimizer)
            for _ in range(%d):
                if "set_momentum" in globals():
                    set_momentum(optimizer, scheduler.last_epoch)
                print(*(value for group in optimizer.param_groups
                        for value in (group["lr"], group["betas"][0] if "betas" in group else group["momentum"])))
                optimizer.step()
                scheduler.step()
            """;

    private static @Nullable Python started;

    @BeforeAll
    static void findTorch() throws IOException, InterruptedException {
        started = Python.with("torch").orElse(null);
        assumeTrue(started != null, "skipped: no python3 of this machine has torch");
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    @ParameterizedTest
    @FieldSource(EXACT)
    void theOptimizerHasTheSameDoubles(Schedule schedule) throws IOException {
        assertHeld(train(schedule, "SGD([{'params': [first], 'lr': 3}, {'params': [second]}], 7, 0.5)"), schedule, 0);
    }

    @ParameterizedTest
    @FieldSource(WITH_POWERS)
    void theOptimizerHasThemToTheLastDigitsWhereAPowerOrACosineIsTaken(Schedule schedule) throws IOException {
        double highest = Arrays.stream(SnippetCases.rates(schedule)).max().orElseThrow();
        assertHeld(
                train(schedule, "Adam([{'params': [first], 'lr': 3}, {'params': [second]}], 7, (0.5, 0.9))"),
                schedule,
                1e-14 * highest);
    }

    /** For every iteration the rate and the momentum (Adam's first beta) of either group. */
    private static double[][] train(Schedule schedule, String optimizer) throws IOException {
        String program = Snippets.of(schedule, SnippetCases.ITERATIONS).get("pytorch");
        String training = TRAINING.formatted(optimizer, SnippetCases.ASKED);
        return Objects.requireNonNull(started)
                .run(program + training)
                .lines()
                .map(line -> Arrays.stream(line.split(" ", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    private static void assertHeld(double[][] held, Schedule schedule, double tolerance) {
        double[] momenta = schedule.momentum(0).isPresent() ? SnippetCases.momenta(schedule) : constant(0.5);
        for (int group = 0; group < 2; group++) {
            assertThat(column(held, 2 * group)).containsExactly(SnippetCases.rates(schedule), offset(tolerance));
            assertThat(column(held, 2 * group + 1)).containsExactly(momenta, offset(1e-14));
        }
    }

    private static double[] constant(double value) {
        double[] values = new double[SnippetCases.ASKED];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }
}
