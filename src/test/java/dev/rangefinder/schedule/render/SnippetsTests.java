package dev.rangefinder.schedule.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.Python;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The plain program is run; that of PyTorch in {@link TorchSnippetsTests}; those of Keras and Optax are only read. */
class SnippetsTests {

    private static final String EXACT = "dev.rangefinder.schedule.render.SnippetCases#EXACT";
    private static final String WITH_POWERS = "dev.rangefinder.schedule.render.SnippetCases#WITH_POWERS";

    private static @Nullable Python started;

    @BeforeAll
    static void findPython() throws IOException, InterruptedException {
        started = Python.with("math").orElse(null);
        assumeTrue(started != null, "skipped: there is no python3 on this machine");
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    @ParameterizedTest
    @FieldSource(EXACT)
    void thePythonComputesTheSameDoubles(Schedule schedule) throws IOException {
        assertThat(python(schedule, "lr")).containsExactly(SnippetCases.rates(schedule));
    }

    @ParameterizedTest
    @FieldSource(WITH_POWERS)
    void thePythonAgreesToTheLastDigitsWhereAPowerOrACosineIsTaken(Schedule schedule) throws IOException {
        double[] expected = SnippetCases.rates(schedule);
        double highest = Arrays.stream(expected).max().orElseThrow();
        assertThat(python(schedule, "lr")).containsExactly(expected, offset(1e-14 * highest));
    }

    @ParameterizedTest
    @FieldSource({EXACT, WITH_POWERS})
    void thePythonComputesTheMomentumWhereThereIsOne(Schedule schedule) throws IOException {
        assertThat(programs(schedule).get("python").contains("def momentum"))
                .isEqualTo(schedule.momentum(0).isPresent());
        if (schedule.momentum(0).isPresent()) {
            assertThat(python(schedule, "momentum")).containsExactly(SnippetCases.momenta(schedule), offset(1e-14));
        }
    }

    @ParameterizedTest
    @FieldSource({EXACT, WITH_POWERS})
    void everyProgramIsPython(Schedule schedule) throws IOException {
        for (String program : programs(schedule).values()) {
            String text = Json.MAPPER.writeValueAsString(program);
            Objects.requireNonNull(started).run("import ast; ast.parse(%s)".formatted(text));
        }
    }

    /** So that what is run above is what the others hand to their frameworks. */
    @ParameterizedTest
    @FieldSource({EXACT, WITH_POWERS})
    void everyProgramIsThePlainOneAndAPartThatKnowsNoPolicy(Schedule schedule) {
        Map<String, String> programs = programs(schedule);
        Map<String, String> others =
                programs(schedule.momentum(0).isPresent() ? SnippetCases.CYCLING_MOMENTUM : new Fixed(0.5));
        assertThat(programs.keySet()).containsExactly("python", "pytorch", "keras", "optax");
        programs.forEach((framework, program) -> assertThat(program)
                .isEqualTo(programs.get("python") + own(others.get(framework), others.get("python"))));
    }

    private static String own(String program, String plain) {
        return program.substring(plain.length());
    }

    @Test
    void theFunctionIsForThisLength() {
        assertThat(Snippets.of(new Fixed(0.5), 7).get("python")).contains("""
                def lr(iteration):
                    iteration = min(iteration, 6)  # past the end the last value holds
                    return 0.5
                """);
    }

    private static Map<String, String> programs(Schedule schedule) {
        return Snippets.of(schedule, SnippetCases.ITERATIONS);
    }

    private static double[] python(Schedule schedule, String function) throws IOException {
        String calls = "\nprint(*map(%s, range(%d)))\n".formatted(function, SnippetCases.ASKED);
        String printed = Objects.requireNonNull(started).run(programs(schedule).get("python") + calls);
        return Arrays.stream(printed.strip().split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
