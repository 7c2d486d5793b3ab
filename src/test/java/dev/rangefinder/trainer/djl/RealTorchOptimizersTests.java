package dev.rangefinder.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.run.spec.AdaDelta;
import dev.rangefinder.run.spec.AdaGrad;
import dev.rangefinder.run.spec.Adam;
import dev.rangefinder.run.spec.AdamW;
import dev.rangefinder.run.spec.RmsProp;
import dev.rangefinder.testing.Python;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimizers against those of this machine's PyTorch, where one of its Pythons has it. */
class RealTorchOptimizersTests {

    private static final double TOLERANCE = 1e-6;

    private static final String SCRIPT = """
            import math, torch
            weights = torch.nn.Parameter(torch.tensor([0.1, 0.2, 0.3]))
            optimizer = torch.optim.%s
            for step in range(%d):
                optimizer.param_groups[0]["lr"] = 0.002 * (1 + step %% 10)
                weights.grad = torch.tensor([math.sin(0.7 * step + i) + 0.3 * math.cos(0.3 * step) for i in range(3)])
                optimizer.step()
            print(*weights.tolist())
            """;

    private static @Nullable Python started;

    @BeforeAll
    static void findTorch() throws IOException, InterruptedException {
        started = Python.with("torch").orElse(null);
        assumeTrue(started != null, "skipped: no python3 of this machine has torch");
        Engines.load(Path.of("target", "test-data", "engine"));
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    static Stream<Arguments> optimizers() {
        List<Double> betas = List.of(0.9, 0.99);
        return Stream.of(
                Arguments.of(
                        "Adam([weights], betas=(0.9, 0.99), weight_decay=0.1)",
                        new Rule.OfAdam(new Adam(betas, 1e-8, 0.1))),
                Arguments.of(
                        "AdamW([weights], betas=(0.9, 0.99), weight_decay=0.1)",
                        new Rule.OfAdamW(new AdamW(betas, 1e-8, 0.1))),
                Arguments.of(
                        "RMSprop([weights], alpha=0.95, momentum=0.5, weight_decay=0.1)",
                        new Rule.OfRmsProp(new RmsProp(0.95, 1e-8, 0.5, 0.1))),
                Arguments.of("Adagrad([weights], weight_decay=0.1)", new Rule.OfAdaGrad(new AdaGrad(1e-10, 0.1))),
                Arguments.of(
                        "Adadelta([weights], weight_decay=0.1)", new Rule.OfAdaDelta(new AdaDelta(0.9, 1e-6, 0.1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void takesTheStepsOfTorch(String optimizer, Rule rule) throws IOException {
        String[] expected = Objects.requireNonNull(started)
                .run(SCRIPT.formatted(optimizer, Steps.COUNT))
                .strip()
                .split(" ");
        float[] taken = Steps.taken(rule);
        assertThat(taken).hasSameSizeAs(expected);
        for (int i = 0; i < taken.length; i++) {
            assertThat((double) taken[i]).isCloseTo(Double.parseDouble(expected[i]), within(TOLERANCE));
        }
    }
}
