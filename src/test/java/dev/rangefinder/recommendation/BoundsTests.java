package dev.rangefinder.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BoundsTests {

    private static final Grid GRID = Grid.covering(-4, 0, 0);
    private static final Margin MARGIN = new Margin(0.6, 0.3);
    private static final Margin NONE = new Margin(0, 0);
    private static final Offset<Double> ROUNDING = within(1e-12);

    @Test
    void maxLiesAsFarBelowAnEdgeOrAnEndThatIsNoneAsTheMarginSays() {
        assertThat(Bounds.between(-3, -1, true, MARGIN, GRID).logMax()).isCloseTo(-1.6, ROUNDING);
        assertThat(Bounds.between(-3, 0, false, MARGIN, GRID).logMax()).isCloseTo(-0.3, ROUNDING);
        assertThat(Bounds.between(-3, -3.8, true, MARGIN, GRID).logMax()).isEqualTo(-4);
    }

    @Test
    void baseIsTheOnsetWithinAFourthAndATenthOfMax() {
        assertThat(Bounds.below(-1, -1.8).logBase()).isEqualTo(-1.8);
        assertThat(Bounds.below(-1, -1.2).logBase()).isCloseTo(-1 - Math.log10(4), ROUNDING);
        assertThat(Bounds.below(-1, -3).logBase()).isEqualTo(-2);
    }

    @Test
    void ratesArePowersOfTenAndASingleOneLiesHalfway() {
        Bounds bounds = new Bounds(-3, -1);

        assertThat(bounds.baseLr()).isCloseTo(0.001, ROUNDING);
        assertThat(bounds.maxLr()).isCloseTo(0.1, ROUNDING);
        assertThat(bounds.logLr()).isEqualTo(-2);
    }

    @Test
    void aShiftedCycleStaysAsWideAndWithinTheRatesSeen() {
        Bounds bounds = new Bounds(-2, -1);

        assertThat(bounds.shifted(0.25, GRID)).isEqualTo(new Bounds(-1.75, -0.75));
        assertThat(bounds.shifted(-0.5, GRID)).isEqualTo(new Bounds(-2.5, -1.5));
        assertThat(bounds.shifted(3, GRID)).isEqualTo(new Bounds(-1, 0));
        assertThat(bounds.shifted(-9, GRID)).isEqualTo(new Bounds(-5, -4));
    }

    @Test
    void bothRulesCountInTheLogarithmByTheirShare() {
        FittedCurve loss = peak(100);
        FittedCurve accuracy = peak(150);

        Bounds even = Combination.of(loss, accuracy, 0.5, NONE);
        Bounds lossAlone = Combination.of(loss, accuracy, 1, NONE);

        assertThat(lossAlone.logMax()).isCloseTo(loss.logEdge(), ROUNDING);
        assertThat(even.logMax()).isCloseTo((loss.logEdge() + accuracy.logEdge()) / 2, ROUNDING);
        assertThat(Combination.of(loss, accuracy, 0.25, NONE).logMax())
                .isCloseTo(loss.logEdge() / 4 + accuracy.logEdge() * 3 / 4, ROUNDING);
        assertThat(even.logBase()).isCloseTo(even.logMax() - 1, ROUNDING);
    }

    @Test
    void theMiddleHalfOfTheToolsSaysHowFarTheyAgree() {
        assertThat(OtherTools.agreement(List.of())).isNull();
        assertThat(OtherTools.agreement(List.of(tool(0.1)))).isNull();
        assertThat(OtherTools.agreement(List.of(tool(0.1), tool(0.1), RuleReading.of("bounds", 1, 2))))
                .isEqualTo(1);
        assertThat(OtherTools.agreement(List.of(tool(0.1), tool(0.01)))).isCloseTo(Math.pow(10, -0.5), ROUNDING);
        assertThat(OtherTools.agreement(List.of(tool(0.1), tool(1), tool(0.01), tool(0.1), tool(0.1))))
                .isEqualTo(1);
        assertThat(OtherTools.fractions(0.12))
                .containsExactly(
                        RuleReading.of("max_third", 0.12 / 3, 0.12), RuleReading.of("max_fourth", 0.12 / 4, 0.12));
    }

    private static RuleReading tool(double lr) {
        return new RuleReading("tool", null, null, lr, new Interval(lr, lr));
    }

    private static FittedCurve peak(int best) {
        double[] merit = new double[GRID.size()];
        Arrays.setAll(merit, bin -> 1 - Math.abs(bin - best) / 100.0);
        return new FittedCurve(GRID, merit, 0, 0, 0.9);
    }
}
