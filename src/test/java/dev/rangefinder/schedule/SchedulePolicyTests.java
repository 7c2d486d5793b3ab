package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.schedule.Composite.Stage;
import dev.rangefinder.schedule.Knots.Knot;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each policy at iterations where its rate follows by hand. */
class SchedulePolicyTests {

    private static final Offset<Double> CLOSE = Offset.offset(1e-15);

    private static double[] rates(Schedule schedule, int count) {
        return LongStream.range(0, count).mapToDouble(schedule::learningRate).toArray();
    }

    @ParameterizedTest
    @CsvSource({"LINEAR, 0.25", "WELCH, 0.4375", "HANN, 0.14644660940672624"})
    void aWindowBendsTheHalfCycle(Window window, double quarter) {
        Schedule triangular = new Triangular(new Cycle(1, 3, 4, 8, window, null, null));
        assertThat(triangular.learningRate(0)).isEqualTo(1);
        assertThat(triangular.learningRate(1)).isEqualTo(1 + 2 * quarter, CLOSE);
        assertThat(triangular.learningRate(4)).isEqualTo(3);
        assertThat(triangular.learningRate(10)).isEqualTo(1 + 2 * quarter, CLOSE);
        assertThat(triangular.learningRate(12)).isEqualTo(1);
    }

    @Test
    void neighbouringBoundsAreNotLeft() {
        Schedule triangular = new Triangular(0.1, Math.nextUp(0.1), 1000, 1000);
        assertThat(rates(triangular, 2000)).containsOnly(0.1, Math.nextUp(0.1));
    }

    @Test
    void theMomentumMirrorsTheRate() {
        Cycle cycle = new Cycle(0, 1, 2, 2, Window.LINEAR, 0.5, 0.75);
        assertThat(new Triangular(cycle).momentum(0)).hasValue(0.75);
        assertThat(new Triangular(cycle).momentum(1)).hasValue(0.625);
        assertThat(new Triangular(cycle).momentum(2)).hasValue(0.5);
        assertThat(new Triangular2(cycle).momentum(6)).hasValue(0.625);
        assertThat(new ExpRange(cycle, 0.5).momentum(2)).hasValue(0.75 - 0.25 / 4);
        assertThat(new ExpRangePaper(cycle, 0.5).momentum(2)).hasValue(0.75 - 0.25 / 4);
        assertThat(new Triangular(0, 1, 2, 2).momentum(1)).isEmpty();
    }

    /** The paper's AlexNet setting, where the two readings part. */
    @Test
    void theLibrariesAndThePaperReadExpRangeDifferently() {
        Cycle alexNet = new Cycle(0.006, 0.014, 30000, 30000);
        assertThat(new ExpRange(alexNet, 0.999995).learningRate(300000)).isEqualTo(0.006);
        assertThat(new ExpRangePaper(alexNet, 0.999995).learningRate(300000))
                .isEqualTo(0.0013387759404414983, within(1e-17));
        assertThat(new ExpRange(new Cycle(1, 9, 1, 1), 0.5).learningRate(1)).isEqualTo(5);
        assertThat(new ExpRangePaper(new Cycle(1, 9, 1, 1), 0.5).learningRate(1))
                .isEqualTo(4.5);
    }

    @Test
    void aDecayFallsToBaseAndStays() {
        assertThat(rates(new Decay(1, 9, 4), 7)).containsExactly(9, 7, 5, 3, 1, 1, 1);
    }

    @Test
    void anExponentialShrinksAtEveryIteration() {
        assertThat(rates(new Exp(8, 0.5), 4)).containsExactly(8, 4, 2, 1);
    }

    @Test
    void aStepIsTakenAtItsMilestone() {
        assertThat(rates(new Step(8, 0.5, List.of(2L, 3L, 6L)), 8)).containsExactly(8, 8, 4, 2, 2, 2, 1, 1);
    }

    @Test
    void aPolynomialEndsAtItsEnd() {
        assertThat(rates(new Polynomial(17, 1, 4, 2), 6)).containsExactly(17, 10, 5, 2, 1, 1);
    }

    @Test
    void anInverseFallsWithThePowerOfTheIteration() {
        assertThat(rates(new Inverse(36, 0.5, 2), 5)).containsExactly(36, 16, 9, 5.76, 4);
    }

    @Test
    void aCosineIsHalfWayAtItsMiddleAndStaysAtItsEnd() {
        Schedule cosine = new Cosine(5, 1, 4);
        assertThat(cosine.learningRate(0)).isEqualTo(5);
        assertThat(cosine.learningRate(1)).isEqualTo(3 + Math.sqrt(2), CLOSE);
        assertThat(cosine.learningRate(2)).isEqualTo(3, CLOSE);
        assertThat(cosine.learningRate(4)).isEqualTo(1);
        assertThat(cosine.learningRate(5)).isEqualTo(1);
    }

    @Test
    void everyRestartIsAtTheTop() {
        Schedule restarts = new CosineRestarts(4, 0, 2, 2, 0.5);
        assertThat(rates(restarts, 8))
                .containsExactly(
                        new double[] {4, 2, 2, 1.7071067811865475, 1, 0.2928932188134524, 1, 0.9619397662556434},
                        within(1e-14));
        assertThat(new CosineRestarts(4, 3, 2, 1, 0.5).learningRate(2)).isEqualTo(3);
        assertThat(rates(new CosineRestarts(4, 0, 2, 1, 0.5), 6))
                .containsExactly(new double[] {4, 2, 2, 1, 1, 0.5}, within(1e-14));
    }

    /** The epoch at which the floor of a logarithm misses a restart: (3^5 - 1) / 2. */
    @Test
    void noRestartIsMissed() {
        assertThat(new CosineRestarts(0.1, 0.001, 1, 3, 1).learningRate(121)).isEqualTo(0.1);
    }

    @Test
    void oneCycleInTwoPhases() {
        Schedule cycle = new OneCycle(8, 9, 1 / 3.0, AnnealStrategy.LINEAR, 4, 2, false, true, 0.5, 0.75);
        assertThat(rates(cycle, 11))
                .containsExactly(
                        new double[] {2, 5, 8, 41 / 6.0, 34 / 6.0, 4.5, 20 / 6.0, 13 / 6.0, 1, 1, 1}, within(1e-14));
        assertThat(cycle.momentum(0)).hasValue(0.75);
        assertThat(cycle.momentum(1)).hasValue(0.625);
        assertThat(cycle.momentum(2)).hasValue(0.5);
        assertThat(cycle.momentum(5).orElseThrow()).isEqualTo(0.625, CLOSE);
        assertThat(cycle.momentum(8)).hasValue(0.75);
    }

    @Test
    void oneCycleInThreePhases() {
        Schedule cycle = new OneCycle(8, 8, 0.375, AnnealStrategy.LINEAR, 4, 2, true, true, 0.5, 0.75);
        assertThat(rates(cycle, 9))
                .containsExactly(new double[] {2, 5, 8, 5, 2, 5 / 3.0, 4 / 3.0, 1, 1}, within(1e-14));
        assertThat(cycle.momentum(2)).hasValue(0.5);
        assertThat(cycle.momentum(4)).hasValue(0.75);
        assertThat(cycle.momentum(6)).hasValue(0.75);
    }

    @Test
    void oneCycleRisesInACosineToo() {
        Schedule cycle = new OneCycle(8, 10, 0.5, AnnealStrategy.COS, 4, 2, false, false, 0.5, 0.75);
        assertThat(cycle.learningRate(1)).isEqualTo(2 + 6 * 0.14644660940672624, CLOSE);
        assertThat(cycle.momentum(1)).isEmpty();
    }

    @Test
    void aPhaseWithoutLengthIsAtItsEnd() {
        assertThat(new OneCycle(8, 2, 0.5, AnnealStrategy.LINEAR, 4, 2, false, true, 0.5, 0.75).learningRate(0))
                .isEqualTo(8);
        assertThat(new OneCycle(8, 1, 0.5, AnnealStrategy.LINEAR, 4, 2, true, true, 0.5, 0.75).learningRate(0))
                .isEqualTo(1);
    }

    @Test
    void aWarmupLeadsToTheFirstRateOfWhatFollows() {
        Schedule warmup = new Warmup(4, 1, new Decay(1, 9, 4));
        assertThat(rates(warmup, 10)).containsExactly(1, 3, 5, 7, 9, 7, 5, 3, 1, 1);
        assertThat(warmup.momentum(3)).isEmpty();
    }

    @Test
    void duringAWarmupTheMomentumIsTheFirstOfWhatFollows() {
        Schedule warmup = new Warmup(4, 0, new Triangular(new Cycle(1, 2, 2, 2, Window.LINEAR, 0.5, 0.75)));
        assertThat(LongStream.range(0, 8).mapToObj(warmup::momentum))
                .extracting(OptionalDouble::getAsDouble)
                .containsExactly(0.75, 0.75, 0.75, 0.75, 0.75, 0.625, 0.5, 0.625);
    }

    /** Table 2 of the paper (arXiv 1506.01186): the halving starts afresh in each stage. */
    @Test
    void aCompositeStartsEveryStageAfresh() {
        Schedule table2 = new Composite(List.of(
                new Stage(16000, new Triangular2(0.001, 0.005, 2000, 2000)),
                new Stage(6000, new Triangular2(0.0001, 0.0005, 1000, 1000)),
                new Stage(3000, new Triangular2(0.00001, 0.00005, 500, 500))));
        assertThat(table2.learningRate(2000)).isEqualTo(0.005);
        assertThat(table2.learningRate(6000)).isEqualTo(0.003, CLOSE);
        assertThat(table2.learningRate(15999)).isEqualTo(0.001 + 0.004 / 8 / 2000, CLOSE);
        assertThat(table2.learningRate(16000)).isEqualTo(0.0001);
        assertThat(table2.learningRate(17000)).isEqualTo(0.0005);
        assertThat(table2.learningRate(22000)).isEqualTo(0.00001);
        assertThat(table2.learningRate(22500)).isEqualTo(0.00005);
        assertThat(table2.learningRate(25000)).isEqualTo(table2.learningRate(24999));
        assertThat(table2.momentum(0)).isEmpty();
    }

    @Test
    void aCompositeHasTheMomentumOfItsStageWhereEveryStageHasOne() {
        Schedule cycled = new Triangular(new Cycle(1, 2, 2, 2, Window.LINEAR, 0.5, 0.75));
        Schedule composite = new Composite(List.of(new Stage(3, cycled), new Stage(3, cycled)));
        assertThat(composite.momentum(2)).hasValue(0.5);
        assertThat(composite.momentum(3)).hasValue(0.75);
        assertThat(composite.momentum(7)).hasValue(0.5);
        Schedule mixed = new Composite(List.of(new Stage(3, cycled), new Stage(3, new Fixed(1))));
        assertThat(mixed.momentum(2)).isEmpty();
    }

    @Test
    void knotsAreJoinedByLines() {
        Schedule knots = new Knots(List.of(new Knot(1, 2), new Knot(3, 6), new Knot(5, 0)));
        assertThat(rates(knots, 8)).containsExactly(2, 2, 4, 6, 3, 0, 0, 0);
        assertThat(knots.learningRate(Long.MAX_VALUE)).isZero();
    }

    @Test
    void aPolicyWithAnEndHasALength() {
        Cycle cycle = new Cycle(1, 2, 2, 3);
        assertThat(new Polynomial(1, 0, 10, 1).length()).hasValue(11);
        assertThat(new Cosine(1, 0, 10).length()).hasValue(11);
        assertThat(new OneCycle(1, 10, 0.3, AnnealStrategy.COS, 2, 2, false, true, 0, 0).length())
                .hasValue(10);
        assertThat(new Ladder(0, 1, 10, Spacing.LINEAR).length()).hasValue(10);
        assertThat(new Knots(List.of(new Knot(10, 1))).length()).hasValue(11);
        assertThat(new Composite(List.of(new Stage(3, new Fixed(1)), new Stage(4, new Fixed(1)))).length())
                .hasValue(7);
        assertThat(new Warmup(5, 0, new Cosine(1, 0, 10)).length()).hasValue(16);
        assertThat(List.of(new Fixed(1), new Triangular(cycle), new Decay(0, 1, 5), new Warmup(5, 0, new Fixed(1))))
                .extracting(Schedule::length)
                .containsOnly(OptionalLong.empty());
    }

    @Test
    void aPolicyWithCyclesSaysHowLongTheyAre() {
        Cycle cycle = new Cycle(1, 2, 2, 3);
        assertThat(List.of(
                        new Triangular(cycle),
                        new Triangular2(cycle),
                        new ExpRange(cycle, 1),
                        new ExpRangePaper(cycle, 1),
                        new CosineRestarts(1, 0, 5, 1, 1)))
                .extracting(Schedule::cycleLength)
                .containsOnly(OptionalLong.of(5));
        assertThat(List.of(new CosineRestarts(1, 0, 5, 2, 1), new Fixed(1), new Cosine(1, 0, 5)))
                .extracting(Schedule::cycleLength)
                .containsOnly(OptionalLong.empty());
    }
}
