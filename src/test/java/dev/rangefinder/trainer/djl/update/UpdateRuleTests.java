package dev.rangefinder.trainer.djl.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.model.spec.LinearModel;
import dev.rangefinder.run.spec.AdaDelta;
import dev.rangefinder.run.spec.AdaGrad;
import dev.rangefinder.run.spec.Adam;
import dev.rangefinder.run.spec.AdamW;
import dev.rangefinder.run.spec.CaffeSgd;
import dev.rangefinder.run.spec.Clipping;
import dev.rangefinder.run.spec.Optimizer;
import dev.rangefinder.run.spec.RmsProp;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.TestedEngine;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against each optimizer's formula, worked out in double for one weight, while the rate moves. */
@TorchTest
class UpdateRuleTests {

    /** A few rounding errors of a float, a hundred times. */
    private static final double TOLERANCE = 1e-6;

    private static final IntFunction<OptionalDouble> NO_MOMENTUM = step -> OptionalDouble.empty();

    private static final List<Double> BETAS = List.of(0.9, 0.99);

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    /** A formula for one weight, with what it remembers. */
    private abstract static class ByHand {

        protected double a;
        protected double b;

        /** The weight after a step, the steps counted from 1. */
        abstract double next(double w, double g, double lr, int t);
    }

    private static Arguments sgd(double momentum, boolean nesterov, double weightDecay) {
        return sgd(new UpdateRule.OfSgd(new Sgd(momentum, nesterov, weightDecay)), momentum, nesterov, weightDecay);
    }

    private static Arguments heavyBall(double momentum, double weightDecay) {
        return sgd(new UpdateRule.OfHeavyBall(new Sgd(momentum, false, weightDecay)), momentum, false, weightDecay);
    }

    private static Arguments sgd(UpdateRule rule, double momentum, boolean nesterov, double weightDecay) {
        return Arguments.of(rule, new ByHand() {
            @Override
            double next(double w, double g, double lr, int t) {
                double d = g + weightDecay * w;
                a = momentum * a + d;
                return w - lr * (nesterov ? d + momentum * a : a);
            }
        });
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                sgd(0, false, 0),
                sgd(0, false, 0.01),
                sgd(0.9, false, 0),
                sgd(0.9, true, 0),
                sgd(0.9, false, 0.01),
                sgd(0.5, true, 0.1),
                heavyBall(0, 0),
                heavyBall(0, 0.01),
                heavyBall(0.9, 0),
                heavyBall(0.9, 0.01),
                Arguments.of(new UpdateRule.OfCaffeSgd(new CaffeSgd(0.9, false, 0.05)), new ByHand() {
                    @Override
                    double next(double w, double g, double lr, int t) {
                        a = 0.9 * a + lr * (g + 0.05 * w);
                        return w - a;
                    }
                }),
                Arguments.of(new UpdateRule.OfCaffeSgd(new CaffeSgd(0.8, true, 0.05)), new ByHand() {
                    @Override
                    double next(double w, double g, double lr, int t) {
                        double before = a;
                        a = 0.8 * before + lr * (g + 0.05 * w);
                        return w - (1.8 * a - 0.8 * before);
                    }
                }),
                Arguments.of(new UpdateRule.OfAdam(new Adam(BETAS, 1e-8, 0.1)), new ByHand() {
                    @Override
                    double next(double w, double g, double lr, int t) {
                        double d = g + 0.1 * w;
                        a = 0.9 * a + 0.1 * d;
                        b = 0.99 * b + 0.01 * d * d;
                        double mean = a / (1 - Math.pow(0.9, t));
                        double square = b / (1 - Math.pow(0.99, t));
                        return w - lr * mean / (Math.sqrt(square) + 1e-8);
                    }
                }),
                Arguments.of(new UpdateRule.OfAdamW(new AdamW(BETAS, 1e-8, 0.1)), new ByHand() {
                    @Override
                    double next(double w, double g, double lr, int t) {
                        a = 0.9 * a + 0.1 * g;
                        b = 0.99 * b + 0.01 * g * g;
                        double mean = a / (1 - Math.pow(0.9, t));
                        double square = b / (1 - Math.pow(0.99, t));
                        return w - lr * 0.1 * w - lr * mean / (Math.sqrt(square) + 1e-8);
                    }
                }),
                Arguments.of(new UpdateRule.OfRmsProp(new RmsProp(0.95, 1e-6, 0.5, 0.1)), new ByHand() {
                    @Override
                    double next(double w, double g, double lr, int t) {
                        double d = g + 0.1 * w;
                        a = 0.95 * a + 0.05 * d * d;
                        b = 0.5 * b + d / (Math.sqrt(a) + 1e-6);
                        return w - lr * b;
                    }
                }),
                Arguments.of(new UpdateRule.OfAdaGrad(new AdaGrad(1e-10, 0.1)), new ByHand() {
                    @Override
                    double next(double w, double g, double lr, int t) {
                        double d = g + 0.1 * w;
                        a += d * d;
                        return w - lr * d / (Math.sqrt(a) + 1e-10);
                    }
                }),
                Arguments.of(new UpdateRule.OfAdaDelta(new AdaDelta(0.9, 1e-6, 0.1)), new ByHand() {
                    @Override
                    double next(double w, double g, double lr, int t) {
                        double d = g + 0.1 * w;
                        a = 0.9 * a + 0.1 * d * d;
                        double x = Math.sqrt(b + 1e-6) / Math.sqrt(a + 1e-6) * d;
                        b = 0.9 * b + 0.1 * x * x;
                        return w - lr * x;
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void isItsFormula(UpdateRule rule, ByHand first) {
        double expected = OptimizerProblem.start(0);
        for (int step = 0; step < OptimizerProblem.COUNT; step++) {
            expected = first.next(expected, OptimizerProblem.gradient(step, 0), OptimizerProblem.rate(step), step + 1);
        }
        assertThat(Math.abs(expected - OptimizerProblem.start(0)))
                .as("it has moved")
                .isGreaterThan(1e-4);
        assertThat((double) OptimizerProblem.taken(rule)[0]).isCloseTo(expected, within(TOLERANCE));
    }

    private static UpdateRule rule(Optimizer optimizer, @Nullable Clipping clipping) {
        return UpdateRule.of(new Workload("any", new LinearModel(), optimizer, 1, null, clipping));
    }

    static Stream<Arguments> decays() {
        return Stream.<DoubleFunction<Optimizer>>of(
                        decay -> new Sgd(0.9, true, decay),
                        decay -> new Sgd(0.9, false, decay),
                        decay -> new CaffeSgd(0.9, false, decay),
                        decay -> new Adam(BETAS, 1e-8, decay),
                        decay -> new AdamW(BETAS, 1e-8, decay),
                        decay -> new RmsProp(0.95, 1e-6, 0.5, decay),
                        decay -> new AdaGrad(1e-10, decay),
                        decay -> new AdaDelta(0.9, 1e-6, decay))
                .map(optimizer -> Arguments.of(rule(optimizer.apply(0.05), null), rule(optimizer.apply(0.15), null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("decays")
    void aParametersMultipliersAreThoseOfItsRateAndItsDecay(UpdateRule rule, UpdateRule decayingThreefold) {
        float[] multiplied = OptimizerProblem.taken(rule, Clip.of(null), NO_MOMENTUM, 2, 3, 1);
        assertThat(multiplied)
                .isEqualTo(OptimizerProblem.taken(decayingThreefold, Clip.of(null), NO_MOMENTUM, 1, 1, 2))
                .isNotEqualTo(OptimizerProblem.taken(rule));
    }

    @Test
    void aMomentumThatTheScheduleSaysTakesThePlaceOfTheOptimizersOwn() {
        double expected = OptimizerProblem.start(0);
        double velocity = 0;
        for (int step = 0; step < OptimizerProblem.COUNT; step++) {
            velocity = OptimizerProblem.momentum(step) * velocity
                    + OptimizerProblem.rate(step) * OptimizerProblem.gradient(step, 0);
            expected -= velocity;
        }
        UpdateRule rule = rule(new CaffeSgd(0.9, false, 0), null);
        float[] taken =
                OptimizerProblem.taken(rule, Clip.of(null), step -> OptionalDouble.of(OptimizerProblem.momentum(step)));
        assertThat((double) taken[0])
                .isCloseTo(expected, within(TOLERANCE))
                .isNotEqualTo(OptimizerProblem.taken(rule)[0]);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1e9})
    void clippingByNormTakesAllGradientsTogether(double maxNorm) {
        double expected = OptimizerProblem.start(0);
        for (int step = 0; step < OptimizerProblem.COUNT; step++) {
            double squares = 0;
            for (int i = 0; i < OptimizerProblem.WEIGHTS; i++) {
                squares += 2 * Math.pow(OptimizerProblem.gradient(step, i), 2);
            }
            double factor = Math.min(1, maxNorm / (Math.sqrt(squares) + 1e-6));
            expected -= OptimizerProblem.rate(step) * factor * OptimizerProblem.gradient(step, 0);
        }
        assertThat((double) clipped(new Clipping.ByNorm(maxNorm))).isCloseTo(expected, within(TOLERANCE));
    }

    @Test
    void clippingByValueTakesEachNumberByItself() {
        double expected = OptimizerProblem.start(0);
        for (int step = 0; step < OptimizerProblem.COUNT; step++) {
            expected -= OptimizerProblem.rate(step) * Math.clamp(OptimizerProblem.gradient(step, 0), -0.2, 0.2);
        }
        assertThat((double) clipped(new Clipping.ByValue(0.2))).isCloseTo(expected, within(TOLERANCE));
    }

    private static float clipped(Clipping clipping) {
        return OptimizerProblem.taken(rule(new Sgd(0, false, 0), clipping), Clip.of(clipping), NO_MOMENTUM)[0];
    }
}
