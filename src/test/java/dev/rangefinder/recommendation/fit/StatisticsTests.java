package dev.rangefinder.recommendation.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTests {

    @Test
    void quantilesAreLinearBetweenTheOrderStatistics() {
        double[] values = {4, 1, 3, 2};

        assertThat(Statistics.quantile(values, 0)).isEqualTo(1);
        assertThat(Statistics.quantile(values, 0.5)).isEqualTo(2.5);
        assertThat(Statistics.quantile(values, 0.75)).isEqualTo(3.25);
        assertThat(Statistics.quantile(values, 1)).isEqualTo(4);
        assertThat(values).containsExactly(4, 1, 3, 2);
    }

    @Test
    void theStartIsTheFirstTwentyFifthOfEachRepeatAndFivePointsAtLeast() {
        assertThat(Statistics.starts(List.of(ramp(200)))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(Statistics.starts(List.of(ramp(50), ramp(3)))).containsExactly(0, 1, 2, 3, 4, 0, 1, 2);
        assertThat(Statistics.starts(List.of(new double[] {Double.NaN, 1, Double.POSITIVE_INFINITY})))
                .containsExactly(1);
    }

    @Test
    void noiseSeesNoTrendButTheStepsOfTheUpperQuartile() {
        double[] zigzag = IntStream.range(0, 40).mapToDouble(i -> i % 2).toArray();

        assertThat(Statistics.noise(List.of(zigzag))).isCloseTo(1 / 1.62684, within(1e-12));
        assertThat(Statistics.noise(List.of(ramp(9), new double[] {0, Double.NaN, 7})))
                .isCloseTo(1 / 1.62684, within(1e-12));
        assertThat(Statistics.noise(List.of(new double[] {1}))).isZero();
    }

    @Test
    void aLossHasDivergedAQuarterOfWhatWasLearnedAboveTheStart() {
        LossLevels levels = levels(i -> i < 50 ? 2 : 1);

        assertThat(levels.initial()).isEqualTo(2);
        assertThat(levels.startPoints()).isEqualTo(8);
        assertThat(levels.noise()).isZero();
        assertThat(levels.ceiling()).isEqualTo(2.25);
        assertThat(levels.isDiverged(loss(2.25))).isFalse();
        assertThat(levels.isDiverged(loss(2.26))).isTrue();
        assertThat(levels.isDiverged(loss(Double.NaN))).isTrue();
        assertThat(levels.capped(loss(2.2))).isEqualTo(2.2);
        assertThat(levels.capped(loss(9))).isEqualTo(2.25);
        assertThat(LossLevels.isFinite(loss(-1e100))).isFalse();
        assertThat(LossLevels.isFinite(loss(-9e99))).isTrue();
    }

    @Test
    void whereNothingWasLearnedItHasDivergedFourTimesTheNoiseAbove() {
        assertThat(levels(i -> i % 2).ceiling()).isCloseTo(0.5 + 4 / 1.62684, within(1e-12));
        assertThat(levels(i -> 3).ceiling()).isCloseTo(3 + 3e-6, within(1e-12));
        assertThat(levels(i -> 0).ceiling()).isCloseTo(1e-6, within(1e-12));
        assertThat(LossLevels.of(List.of(new Curve(List.of(loss(Double.NaN)))))).isEmpty();
    }

    @Test
    void residualsCorrelateWithThoseThatAreSoFarOn() {
        double[] zigzag =
                IntStream.range(0, 41).mapToDouble(i -> i % 2 == 0 ? 1 : -1).toArray();
        double[] gap = zigzag.clone();
        gap[20] = Double.NaN;

        assertThat(new Residuals(List.of(zigzag)).autocorrelation(1)).isEqualTo(new Residuals.Correlation(-1, 40));
        assertThat(new Residuals(List.of(zigzag)).autocorrelation(2)).isEqualTo(new Residuals.Correlation(1, 39));
        assertThat(new Residuals(List.of(gap)).autocorrelation(1)).isEqualTo(new Residuals.Correlation(-1, 38));
        assertThat(new Residuals(List.of(Arrays.copyOf(zigzag, 31)))
                        .autocorrelation(1)
                        .value())
                .isEqualTo(-1);
        assertThat(new Residuals(List.of(Arrays.copyOf(zigzag, 30)))
                        .autocorrelation(1)
                        .value())
                .as("29 pairs")
                .isZero();
        assertThat(new Residuals.Correlation(0.5, 100).significance()).isEqualTo(5);
    }

    private static double[] ramp(int size) {
        return IntStream.range(0, size).mapToDouble(i -> i).toArray();
    }

    private static LossLevels levels(IntToDoubleFunction loss) {
        return LossLevels.of(List.of(new Curve(IntStream.range(0, 200)
                        .mapToObj(i -> new Observation(i, 0.1, loss.applyAsDouble(i), null, null))
                        .toList())))
                .orElseThrow();
    }

    private static Observation loss(double loss) {
        return new Observation(0, 0.1, loss, null, null);
    }
}
