package dev.rangefinder.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.curve.Observation.Validation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveTests {

    private static Observation at(long iteration, double loss) {
        return new Observation(iteration, 0.1 * (iteration + 1), loss, 0.5, null);
    }

    private static Curve noisy(int size) {
        SplittableRandom random = new SplittableRandom(7);
        return new Curve(IntStream.range(0, size)
                .mapToObj(i -> at(i, random.nextDouble()))
                .toList());
    }

    @Test
    void aCurveRefusesIterationsOutOfOrder() {
        assertThatThrownBy(() -> new Curve(List.of(at(1, 0), at(1, 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("iteration 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 10, 99, 500})
    void thinningKeepsTheLowestTheHighestAndTheLastPoint(int points) {
        Curve curve = noisy(1234);
        Curve thin = Thinning.thin(curve, points);
        double lowest = curve.observations().stream()
                .mapToDouble(Observation::loss)
                .min()
                .orElseThrow();
        double highest = curve.observations().stream()
                .mapToDouble(Observation::loss)
                .max()
                .orElseThrow();
        assertThat(thin.size()).isLessThanOrEqualTo(points);
        assertThat(thin.observations().getLast()).isEqualTo(curve.observations().getLast());
        assertThat(thin.observations()).extracting(Observation::loss).contains(lowest, highest);
    }

    @Test
    void thinningKeepsALossThatIsGone() {
        Curve curve = new Curve(IntStream.range(0, 100)
                .mapToObj(i -> at(i, i == 60 ? Double.NaN : 1))
                .toList());
        assertThat(Thinning.thin(curve, 10).observations())
                .extracting(Observation::loss)
                .contains(Double.NaN);
    }

    @Test
    void thinningKeepsValidatedPointsWhereTheyFit() {
        Curve curve = new Curve(IntStream.range(0, 1000)
                .mapToObj(i -> new Observation(i, 0.1, i, 0.5, i % 100 == 99 ? new Validation(1.0, 0.5) : null))
                .toList());
        assertThat(Thinning.thin(curve, 50).observations().stream()
                        .filter(observation -> observation.validation() != null))
                .hasSize(10);
    }

    @Test
    void aCurveOfFewPointsIsNotThinned() {
        Curve curve = noisy(10);
        assertThat(Thinning.thin(curve, 10)).isSameAs(curve);
    }

    @Test
    void theBandHasMeanLowestAndHighestOfTheRepeatsThatAreThere() {
        Curve first = new Curve(List.of(at(0, 1), at(1, 2), at(2, Double.NaN)));
        Curve second = new Curve(List.of(at(0, 3), at(1, 4), at(2, 5)));
        Band band = Band.over(List.of(first, second));
        assertThat(band.points())
                .extracting(Band.Point::loss)
                .containsExactly(new Band.Range(2, 1, 3), new Band.Range(3, 2, 4), new Band.Range(5, 5, 5));
        assertThat(band.points()).extracting(Band.Point::repeats).containsExactly(2, 2, 1);
    }

    @Test
    void theBandOfCurvesWithoutAccuracyHasNone() {
        Curve curve = new Curve(List.of(new Observation(0, 0.1, 1, null, null)));
        assertThat(Band.over(List.of(curve)).points().getFirst().accuracy()).isNull();
    }

    @Test
    void aThinnedBandEndsWithTheLastPoint() {
        List<Curve> curves = List.of(noisy(100), noisy(60));
        List<Band.Point> all = Band.over(curves).points();
        assertThat(all).hasSize(100);
        assertThat(Band.over(curves, 100).points()).isEqualTo(all);
        assertThat(Band.over(curves, 7).points())
                .containsExactly(
                        all.get(0), all.get(16), all.get(33), all.get(49), all.get(66), all.get(82), all.get(99));
    }

    @Test
    void csvSaysEverythingAndLeavesOutWhatWasNotMeasured() {
        Curve curve = new Curve(List.of(
                new Observation(0, 0.001, 2.5, 0.25, null),
                new Observation(1, 0.002, Double.NaN, null, new Validation(2.25, 0.5))));
        assertThat(CurveCsv.write(List.of(new CurveCsv.Repeat(3, curve)))).isEqualTo("""
                repeat,iteration,lr,loss,accuracy,validation_loss,validation_accuracy
                3,0,0.001,2.5,0.25,,
                3,1,0.002,NaN,,2.25,0.5
                """);
    }
}
