package dev.rangefinder.recommendation.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GainSharesTests {

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
    void onsetAndBrinkAreATenthFromTheStartAndFromTheBest() {
        GainShares curve = curve(GainSharesTests::peak, 0);

        assertThat(curve.best()).isEqualTo(50);
        assertThat(curve.gain()).isEqualTo(1);
        assertThat(curve.logOnset()).isCloseTo(GRID.logLrOf(5), ROUNDING);
        assertThat(curve.logBrink()).isCloseTo(GRID.logLrOf(55), ROUNDING);
        assertThat(curve.logFirst(0.55)).isCloseTo((GRID.logLrOf(27) + GRID.logLrOf(28)) / 2, ROUNDING);
        assertThat(curve.logLast(0.55)).isCloseTo((GRID.logLrOf(72) + GRID.logLrOf(73)) / 2, ROUNDING);
        assertThat(curve.shareAt(GRID.logLrOf(20))).isCloseTo(0.4, ROUNDING);
    }

    @Test
    void anEdgeIsTheMeanOfTheFirstFiveTenthsOfTheFall() {
        GainShares halved = curve(GainSharesTests::peak, 0);
        GainShares steeper = curve(bin -> bin < 55 ? peak(bin) : bin < 90 ? 0.9 : 0.7, 0);

        assertThat(halved.logBrink()).isCloseTo(GRID.logLrOf(55), ROUNDING);
        assertThat(halved.logEdge()).as("55, 60, 65, 70, 75").isCloseTo(GRID.logLrOf(65), ROUNDING);
        assertThat(steeper.logEdge())
                .as("levels that it does not fall to are at the highest rate seen")
                .isCloseTo(
                        (steeper.logLast(0.9) + steeper.logLast(0.8) + steeper.logLast(0.7) + 2 * GRID.highest()) / 5,
                        ROUNDING);
        assertThat(curve(GainSharesTests::peak, 1.001).logBrink()).isEqualTo(GRID.highest());
        assertThat(curve(GainSharesTests::peak, 1.001).logEdge()).isEqualTo(GRID.highest());
    }

    /**
     * It rises by a fiftieth in each bin: a twentieth of the gain is two and a half bins, nine hundredths are four and
     * a half.
     */
    @Test
    void theTopIsHalfwayFromWhereMostIsLearnedToTheBest() {
        GainShares curve = curve(GainSharesTests::peak, 0);

        assertThat(curve.logTop()).isCloseTo(GRID.logLrOf(50) - 2.25 * 0.02, ROUNDING);
        assertThat(curve.riseDecades()).isCloseTo((47.5 - 5) * 0.02, ROUNDING);
    }

    /** Where the level is half of the way, nine tenths of all are four fifths of what is left. */
    @Test
    void theTopCountsWhatTheLevelWasWorth() {
        GainShares curve = curve(GainSharesTests::peak, 0);

        assertThat(curve.from(0.5).logTop()).isEqualTo(curve.logTop());
        assertThat(curve.from(0.5).logFirst(0.8)).isCloseTo(curve.logFirst(0.9), ROUNDING);
    }

    @Test
    void fromAHigherLevelTheSameFitRisesLaterAndFallsSooner() {
        GainShares beyond = curve(GainSharesTests::peak, 0).from(0.5);

        assertThat(beyond.gain()).isEqualTo(0.5);
        assertThat(beyond.logOnset()).isCloseTo(GRID.logLrOf(27) + 0.5 * 0.02, ROUNDING);
        assertThat(beyond.logBrink()).isCloseTo(GRID.logLrOf(52) + 0.5 * 0.02, ROUNDING);
        assertThat(beyond.value(7)).isEqualTo(peak(7));
    }

    @Test
    void aFallThatMayBeNoiseIsNoEdge() {
        assertThat(curve(GainSharesTests::peak, 1).edgeSeen()).isTrue();
        GainShares noise = curve(GainSharesTests::peak, 1.001);
        assertThat(noise.edgeSeen()).isFalse();
        assertThat(noise.fell()).isTrue();
        assertThat(noise.logEdge()).isEqualTo(GRID.highest());
    }

    @Test
    void whatRisesToItsEndHasNoEdge() {
        GainShares rising = curve(bin -> bin / 100.0, 0);

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

    private static GainShares curve(IntToDoubleFunction value, double leastFall) {
        double[] values = new double[GRID.size()];
        Arrays.setAll(values, value);
        return new GainShares(GRID, values, 0, leastFall);
    }
}
