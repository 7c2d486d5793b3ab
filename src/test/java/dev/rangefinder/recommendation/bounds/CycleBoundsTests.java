package dev.rangefinder.recommendation.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.recommendation.fit.GainShares;
import dev.rangefinder.recommendation.fit.Grid;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CycleBoundsTests {

    private static final Grid GRID = Grid.covering(-4, 0, 0);
    private static final Margin MARGIN = new Margin(0.6, 0.3, true);
    private static final Margin NONE = new Margin(0, 0, false);
    private static final Offset<Double> ROUNDING = within(1e-12);

    @Test
    void maxLiesAsFarBelowAnEdgeOrAnEndThatIsNoneAsTheMarginSays() {
        assertThat(between(-3, -1, true, -1, MARGIN).logMax()).isCloseTo(-1.6, ROUNDING);
        assertThat(between(-3, 0, false, 0, MARGIN).logMax()).isCloseTo(-0.3, ROUNDING);
        assertThat(between(-3, -3.8, true, -3.8, MARGIN).logMax()).isEqualTo(-4);
    }

    @Test
    void aRampThatCoastsBearsNoHigherMaxThanItsTop() {
        Margin alert = new Margin(0.6, 0.3, false);

        assertThat(between(-3, -1, true, -2.5, MARGIN).logMax()).isEqualTo(-2.5);
        assertThat(between(-3, 0, false, -2.5, MARGIN).logMax()).isEqualTo(-2.5);
        assertThat(between(-3, -1, true, -2.5, alert).logMax())
                .as("without memory")
                .isCloseTo(-1.6, ROUNDING);
    }

    @Test
    void belowAnUnseenEdgeMaxLiesNoFurtherAboveTheBestThanHalfway() {
        assertThat(CycleBounds.between(new CycleBounds.Landmarks(-3, 0, 0, -2), false, MARGIN, GRID)
                        .logMax())
                .isCloseTo(-1, ROUNDING);
        assertThat(CycleBounds.between(new CycleBounds.Landmarks(-3, 0, 0, -0.4), false, MARGIN, GRID)
                        .logMax())
                .isCloseTo(-0.3, ROUNDING);
    }

    @Test
    void baseIsTheOnsetWithinAFourthAndATenthOfMax() {
        assertThat(CycleBounds.below(-1, -1.8).logBase()).isEqualTo(-1.8);
        assertThat(CycleBounds.below(-1, -1.2).logBase()).isCloseTo(-1 - Math.log10(4), ROUNDING);
        assertThat(CycleBounds.below(-1, -3).logBase()).isEqualTo(-2);
    }

    @Test
    void ratesArePowersOfTenAndASingleOneLiesHalfway() {
        CycleBounds bounds = new CycleBounds(-3, -1);

        assertThat(bounds.baseLr()).isCloseTo(0.001, ROUNDING);
        assertThat(bounds.maxLr()).isCloseTo(0.1, ROUNDING);
        assertThat(bounds.logLr()).isEqualTo(-2);
    }

    @Test
    void aShiftedCycleStaysAsWideAndWithinTheRatesSeen() {
        CycleBounds bounds = new CycleBounds(-2, -1);

        assertThat(bounds.shifted(0.25, GRID)).isEqualTo(new CycleBounds(-1.75, -0.75));
        assertThat(bounds.shifted(-0.5, GRID)).isEqualTo(new CycleBounds(-2.5, -1.5));
        assertThat(bounds.shifted(3, GRID)).isEqualTo(new CycleBounds(-1, 0));
        assertThat(bounds.shifted(-9, GRID)).isEqualTo(new CycleBounds(-5, -4));
    }

    @Test
    void bothRulesCountInTheLogarithmByTheirShare() {
        GainShares loss = peak(100);
        GainShares accuracy = peak(150);

        CycleBounds even = CycleBounds.of(loss, accuracy, 0.5, NONE);
        CycleBounds lossAlone = CycleBounds.of(loss, accuracy, 1, NONE);

        assertThat(lossAlone.logMax()).isCloseTo(loss.logEdge(), ROUNDING);
        assertThat(even.logMax()).isCloseTo((loss.logEdge() + accuracy.logEdge()) / 2, ROUNDING);
        assertThat(CycleBounds.of(loss, accuracy, 0.25, NONE).logMax())
                .isCloseTo(loss.logEdge() / 4 + accuracy.logEdge() * 3 / 4, ROUNDING);
        assertThat(even.logBase()).isCloseTo(even.logMax() - 1, ROUNDING);
    }

    /** Of a curve whose best lies where its edge does. */
    private static CycleBounds between(double onset, double edge, boolean edgeSeen, double top, Margin margin) {
        return CycleBounds.between(new CycleBounds.Landmarks(onset, edge, top, edge), edgeSeen, margin, GRID);
    }

    private static GainShares peak(int best) {
        double[] merit = new double[GRID.size()];
        Arrays.setAll(merit, bin -> 1 - Math.abs(bin - best) / 100.0);
        return new GainShares(GRID, merit, 0, 0);
    }
}
