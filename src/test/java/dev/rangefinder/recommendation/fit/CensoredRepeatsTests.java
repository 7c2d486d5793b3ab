package dev.rangefinder.recommendation.fit;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.exponentialRates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.SyntheticCurves;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class CensoredRepeatsTests {

    @Test
    void thePaceOfALadderIsThatAtTheRateAsked() {
        SweptRange swept = new SweptRange(0, 1);
        List<Observation> linear = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            linear.add(new Observation(i, i / 1000.0, 2.3, null, null));
        }
        CensoredRepeats exponential = fittable(
                List.of(SyntheticCurves.curve(exponentialRates(SWEPT, 601), SyntheticCurves::learning, 0.05, 1)),
                SWEPT);
        List<Observation> everyThird =
                linear.stream().filter(o -> o.iteration() % 3 == 0).toList();

        assertThat(exponential.pace(-2)).isCloseTo(0.01, within(1e-9));
        assertThat(exponential.pace(5)).isCloseTo(0.01, within(1e-9));
        assertThat(exponential.pace(-9)).as("below what was seen").isZero();
        Percentage aPercent = Percentage.withPercentage(1);
        assertThat(fittable(List.of(new Curve(linear)), swept).pace(Math.log10(0.5005)))
                .isCloseTo(Math.log10(500 / 490.0) / 10, aPercent);
        assertThat(fittable(List.of(new Curve(everyThird)), swept).pace(Math.log10(0.5015)))
                .isCloseTo(Math.log10(501 / 471.0) / 30, aPercent);
        assertThat(fittable(List.of(new Curve(linear), new Curve(linear.subList(0, 200))), swept)
                        .pace(Math.log10(0.5005)))
                .as("of a repeat that ended before, at its end")
                .isCloseTo((Math.log10(500 / 490.0) + Math.log10(199 / 189.0)) / 20, aPercent);
    }

    private static CensoredRepeats fittable(List<Curve> curves, SweptRange swept) {
        return CensoredRepeats.of(curves, swept).orElseThrow();
    }
}
