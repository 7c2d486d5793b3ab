package dev.rangefinder.recommendation.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LowessTests {

    private static final Grid GRID = Grid.covering(-3, -1, -1);

    @Test
    void aLineIsFittedAsItIsUpToBothEnds() {
        double[] fitted = fit(points(1, x -> 5 - 2 * x));

        for (int bin = 0; bin < fitted.length; bin++) {
            assertThat(fitted[bin]).as("bin %d", bin).isCloseTo(5 - 2 * GRID.logLrOf(bin), within(1e-9));
        }
    }

    @Test
    void aKinkIsRoundedOffWithinTheKernelAndNowhereElse() {
        double[] fitted = fit(points(4, x -> Math.max(0, x + 2)));

        assertThat(fitted[GRID.binOf(-2)]).isBetween(0.01, 0.08);
        assertThat(fitted[GRID.binOf(-2.24)]).isCloseTo(0, within(1e-9));
        assertThat(fitted[GRID.binOf(-1.76)]).isCloseTo(GRID.logLrOf(GRID.binOf(-1.76)) + 2, within(1e-9));
    }

    @Test
    void anOutlierIsNotFollowed() {
        List<Point> points = points(1, x -> 5 - 2 * x);
        points.set(50, new Point(points.get(50).logLr(), 1000));

        assertThat(fit(points)[50]).isCloseTo(5 - 2 * GRID.logLrOf(50), within(0.01));
    }

    /** As of a loss that spikes shortly before the end of its ladder: the line that comes down from it points below 0. */
    @Test
    void atTheEndNothingIsFittedBelowAllThatWasSeen() {
        double[] fitted = fit(points(1, x -> x < -1.2 ? 1 : 1 + 30 * Math.pow((-1 - x) / 0.2, 3)));

        assertThat(fitted[fitted.length - 1]).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aWindowGrowsWherePointsAreScarce() {
        Lowess scarce = Lowess.of(curve(points(1, x -> 0)).unweighted());
        Lowess plenty = Lowess.of(curve(points(3, x -> 0)).unweighted());

        assertThat(scarce.pointsAround(50)).as("10 bins to either side").isEqualTo(21);
        assertThat(scarce.pointsAround(0)).as("a sixth of 101").isEqualTo(17);
        assertThat(scarce.pointsAround(100)).isEqualTo(17);
        assertThat(plenty.pointsAround(50)).isEqualTo(63);
        assertThat(plenty.pointsAround(0)).as("25 are enough").isEqualTo(33);
    }

    @Test
    void weightsMoveTheFitBetweenTheRepeats() {
        BinnedCurve both = BinnedCurve.of(List.of(points(1, x -> 0), points(1, x -> 1)), GRID);
        Lowess fit = Lowess.of(both.unweighted());

        assertThat(both.repeats()).isEqualTo(2);
        assertThat(fit.through(both.unweighted())[50]).isCloseTo(0.5, within(1e-9));
        assertThat(fit.through(both.weighted((repeat, bin) -> repeat == 0 ? 1 : 3))[50])
                .isCloseTo(0.75, within(1e-9));
    }

    private static double[] fit(List<Point> points) {
        BinnedCurve curve = curve(points);
        return Lowess.of(curve.unweighted()).through(curve.unweighted());
    }

    private static BinnedCurve curve(List<Point> points) {
        return BinnedCurve.of(List.of(points), GRID);
    }

    private static List<Point> points(int each, DoubleUnaryOperator merit) {
        List<Point> points = new ArrayList<>();
        for (int bin = 0; bin < GRID.size(); bin++) {
            for (int i = 0; i < each; i++) {
                points.add(new Point(GRID.logLrOf(bin), merit.applyAsDouble(GRID.logLrOf(bin))));
            }
        }
        return points;
    }
}
