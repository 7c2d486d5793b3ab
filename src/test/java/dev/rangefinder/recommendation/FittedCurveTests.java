package dev.rangefinder.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FittedCurveTests {

    /** Two decades in bins 0 to 100. */
    private static final Grid GRID = Grid.covering(-3, -1, -1);

    private static final Offset<Double> ROUNDING = within(1e-9);

    @Test
    void aGridFindsTheBinOfEachOfItsRates() {
        assertThat(GRID.size()).isEqualTo(101);
        for (int bin = 0; bin < GRID.size(); bin++) {
            assertThat(GRID.binOf(GRID.logLrOf(bin))).isEqualTo(bin);
        }
        assertThat(GRID.logLrOf(1) - GRID.logLrOf(0)).isCloseTo(0.02, ROUNDING);
        assertThat(GRID.binOf(-3)).isZero();
        assertThat(GRID.binOf(-9)).isZero();
        assertThat(GRID.binOf(9)).isEqualTo(100);
        assertThat(Grid.covering(-3, -1, -0.8).size()).isEqualTo(111);
    }

    @Test
    void onsetAndEdgeAreATenthFromTheStartAndFromTheBest() {
        FittedCurve curve = curve(FittedCurveTests::peak, 0);

        assertThat(curve.best()).isEqualTo(50);
        assertThat(curve.gain()).isEqualTo(1);
        assertThat(curve.logOnset()).isCloseTo(GRID.logLrOf(5), ROUNDING);
        assertThat(curve.logEdge()).isCloseTo(GRID.logLrOf(55), ROUNDING);
        assertThat(curve.logFirst(0.55)).isCloseTo((GRID.logLrOf(27) + GRID.logLrOf(28)) / 2, ROUNDING);
        assertThat(curve.logLast(0.55)).isCloseTo((GRID.logLrOf(72) + GRID.logLrOf(73)) / 2, ROUNDING);
        assertThat(curve.shareAt(GRID.logLrOf(20))).isCloseTo(0.4, ROUNDING);
    }

    @Test
    void anEdgeThatIsFollowedFurtherDownIsTheMeanOfItsTenths() {
        FittedCurve halved = curve(FittedCurveTests::peak, 0, 0.5);
        FittedCurve steeper = curve(bin -> bin < 55 ? peak(bin) : bin < 90 ? 0.9 : 0.7, 0, 0.5);

        assertThat(halved.logBrink()).isCloseTo(GRID.logLrOf(55), ROUNDING);
        assertThat(halved.logEdge()).as("55, 60, 65, 70, 75").isCloseTo(GRID.logLrOf(65), ROUNDING);
        assertThat(curve(FittedCurveTests::peak, 0, 0.8).logEdge())
                .isCloseTo((GRID.logLrOf(55) + GRID.logLrOf(60)) / 2, ROUNDING);
        assertThat(steeper.logEdge())
                .as("levels that it does not fall to are at the highest rate seen")
                .isCloseTo(
                        (steeper.logLast(0.9) + steeper.logLast(0.8) + steeper.logLast(0.7) + 2 * GRID.highest()) / 5,
                        ROUNDING);
        assertThat(curve(FittedCurveTests::peak, 1.001, 0.5).logBrink()).isEqualTo(GRID.highest());
        assertThat(curve(FittedCurveTests::peak, 1.001, 0.5).logEdge()).isEqualTo(GRID.highest());
    }

    @Test
    void aFallThatMayBeNoiseIsNoEdge() {
        assertThat(curve(FittedCurveTests::peak, 1).edgeSeen()).isTrue();
        FittedCurve noise = curve(FittedCurveTests::peak, 1.001);
        assertThat(noise.edgeSeen()).isFalse();
        assertThat(noise.fell()).isTrue();
        assertThat(noise.logEdge()).isEqualTo(GRID.highest());
    }

    @Test
    void whatRisesToItsEndHasNoEdge() {
        FittedCurve rising = curve(bin -> bin / 100.0, 0);

        assertThat(rising.best()).isEqualTo(100);
        assertThat(rising.fell()).isFalse();
        assertThat(rising.edgeSeen()).isFalse();
        assertThat(rising.logEdge()).isEqualTo(GRID.highest());
        assertThat(rising.logLast(0.5)).isEqualTo(GRID.highest());
    }

    @Test
    void whatIsNeverNearItsStartHasItsOnsetAtTheLowestRate() {
        assertThat(curve(bin -> 0.5 + bin / 200.0, 0).logOnset()).isEqualTo(GRID.lowest());
    }

    @Test
    void ofEqualsTheFirstIsTheBest() {
        assertThat(curve(bin -> bin < 30 ? 0 : 1, 0).best()).isEqualTo(30);
    }

    private static double peak(int bin) {
        return 1 - Math.abs(bin - 50) / 50.0;
    }

    private static FittedCurve curve(IntToDoubleFunction merit, double leastFall) {
        return curve(merit, leastFall, 0.9);
    }

    private static FittedCurve curve(IntToDoubleFunction merit, double leastFall, double lowestEdgeLevel) {
        double[] merits = new double[GRID.size()];
        Arrays.setAll(merits, merit);
        return new FittedCurve(GRID, merits, 0, leastFall, lowestEdgeLevel);
    }
}
