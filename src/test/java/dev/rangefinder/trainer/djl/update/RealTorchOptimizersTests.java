package dev.rangefinder.trainer.djl.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.run.spec.AdaDelta;
import dev.rangefinder.run.spec.AdaGrad;
import dev.rangefinder.run.spec.Adam;
import dev.rangefinder.run.spec.AdamW;
import dev.rangefinder.run.spec.Clipping;
import dev.rangefinder.run.spec.RmsProp;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.TestedEngine;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimizers against those of this machine's PyTorch, where one of its Pythons has it. */
@TorchTest
class RealTorchOptimizersTests {

    private static final double TOLERANCE = 1e-6;

    private static final String SCRIPT = """
            import math, torch
            weights = torch.nn.Parameter(torch.tensor([0.1, 0.2, 0.3]))
            beside = torch.nn.Parameter(torch.zeros(1, 3))
            parameters = [beside, weights]
            optimizer = torch.optim.%s
            for step in range(%d):
                group = optimizer.param_groups[0]
                group["lr"] = 0.002 * (1 + step %% 10)
                gradient = [math.sin(0.7 * step + i) + 0.3 * math.cos(0.3 * step) for i in range(3)]
                weights.grad = torch.tensor(gradient)
                beside.grad = torch.tensor([gradient])
                %s
                optimizer.step()
            print(*weights.tolist())
            """;

    private static @Nullable Python started;

    @BeforeAll
    static void findTorch() throws IOException, InterruptedException {
        started = Python.with("torch").orElse(null);
        assumeTrue(started != null, "skipped: no python3 of this machine has torch");
        TestedEngine.load();
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
                        "SGD(parameters, lr=1, momentum=0.9, weight_decay=0.1)",
                        new UpdateRule.OfSgd(new Sgd(0.9, false, 0.1))),
                Arguments.of(
                        "SGD(parameters, lr=1, momentum=0.9, nesterov=True)",
                        new UpdateRule.OfSgd(new Sgd(0.9, true, 0))),
                Arguments.of(
                        "Adam(parameters, betas=(0.9, 0.99), weight_decay=0.1)",
                        new UpdateRule.OfAdam(new Adam(betas, 1e-8, 0.1))),
                Arguments.of(
                        "AdamW(parameters, betas=(0.9, 0.99), weight_decay=0.1)",
                        new UpdateRule.OfAdamW(new AdamW(betas, 1e-8, 0.1))),
                Arguments.of(
                        "RMSprop(parameters, alpha=0.95, momentum=0.5, weight_decay=0.1)",
                        new UpdateRule.OfRmsProp(new RmsProp(0.95, 1e-8, 0.5, 0.1))),
                Arguments.of(
                        "Adagrad(parameters, weight_decay=0.1)", new UpdateRule.OfAdaGrad(new AdaGrad(1e-10, 0.1))),
                Arguments.of(
                        "Adadelta(parameters, weight_decay=0.1)",
                        new UpdateRule.OfAdaDelta(new AdaDelta(0.9, 1e-6, 0.1))));
    }

    static Stream<Arguments> optimizersWithoutClipping() {
        return Stream.concat(optimizers(), Stream.of(heavyBall()));
    }

    private static Arguments heavyBall() {
        return Arguments.of(
                "SGD(parameters, lr=1, momentum=0.8, weight_decay=0.1)",
                new UpdateRule.OfHeavyBall(new Sgd(0.8, false, 0.1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizersWithoutClipping")
    void takesTheStepsOfTorch(String optimizer, UpdateRule rule) throws IOException {
        assertClose(OptimizerProblem.taken(rule), optimizer, "pass");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void clipsByNormAsTorchDoes(String optimizer, UpdateRule rule) throws IOException {
        assertClose(
                OptimizerProblem.taken(rule, Clip.of(new Clipping.ByNorm(1.5)), step -> OptionalDouble.empty()),
                optimizer,
                "torch.nn.utils.clip_grad_norm_(parameters, 1.5)");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizers")
    void clipsByValueAsTorchDoes(String optimizer, UpdateRule rule) throws IOException {
        assertClose(
                OptimizerProblem.taken(rule, Clip.of(new Clipping.ByValue(0.5)), step -> OptionalDouble.empty()),
                optimizer,
                "torch.nn.utils.clip_grad_value_(parameters, 0.5)");
    }

    static Stream<Arguments> optimizersWithMomentum() {
        return Stream.concat(optimizers().limit(5), Stream.of(heavyBall()));
    }

    /** As torch's CyclicLR and OneCycleLR move it: the momentum, or the first beta. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("optimizersWithMomentum")
    void takesTheStepsOfTorchWhileTheMomentumMoves(String optimizer, UpdateRule rule) throws IOException {
        String momentum = "0.5 + 0.04 * (step % 10)";
        assertClose(
                OptimizerProblem.taken(rule, Clip.of(null), step -> OptionalDouble.of(OptimizerProblem.momentum(step))),
                optimizer,
                "group.update({'betas': (%s, 0.99)} if 'betas' in group else {'momentum': %s})"
                        .formatted(momentum, momentum));
    }

    private static void assertClose(float[] taken, String optimizer, String beforeTheStep) throws IOException {
        String[] expected = Objects.requireNonNull(started)
                .run(SCRIPT.formatted(optimizer, OptimizerProblem.COUNT, beforeTheStep))
                .strip()
                .split(" ");
        assertThat(taken).hasSameSizeAs(expected);
        for (int i = 0; i < taken.length; i++) {
            assertThat((double) taken[i]).isCloseTo(Double.parseDouble(expected[i]), within(TOLERANCE));
        }
    }
}
