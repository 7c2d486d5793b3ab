package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.InvalidValuesException;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTests {

    private static final Offset<Double> EXACTLY = Offset.offset(0.0);

    @Test
    void aTriangleStartsAtBaseAndIsAtMaxAfterOneStepSizeAndAtBaseAgainAfterTwo() {
        Schedule triangular = new Triangular(0.001, 0.006, 2000, 2000);
        assertThat(triangular.learningRate(0)).isEqualTo(0.001, EXACTLY);
        assertThat(triangular.learningRate(1000)).isEqualTo(0.0035, Offset.offset(1e-18));
        assertThat(triangular.learningRate(2000)).isEqualTo(0.006, EXACTLY);
        assertThat(triangular.learningRate(4000)).isEqualTo(0.001, EXACTLY);
        assertThat(triangular.learningRate(6000)).isEqualTo(0.006, EXACTLY);
    }

    @Test
    void theTwoHalvesOfATriangleMayDiffer() {
        Schedule triangular = new Triangular(0, 1, 4, 2);
        assertThat(LongStream.range(0, 8).mapToDouble(triangular::learningRate).toArray())
                .containsExactly(0, 0.25, 0.5, 0.75, 1, 0.5, 0, 0.25);
    }

    @Test
    void triangular2HalvesTheDifferenceOfTheBoundsAfterEachCycle() {
        Schedule triangular2 = new Triangular2(1, 9, 10, 10);
        assertThat(triangular2.learningRate(10)).isEqualTo(9);
        assertThat(triangular2.learningRate(30)).isEqualTo(5);
        assertThat(triangular2.learningRate(50)).isEqualTo(3);
        assertThat(triangular2.learningRate(20)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000L, 1L << 40, 1L << 53})
    void aTriangle2HasSettledAtBaseAfterVeryManyCycles(long iteration) {
        assertThat(new Triangular2(0.25, 0.5, 1, 1).learningRate(iteration)).isEqualTo(0.25);
    }

    /** The textbook form of the line leaves the bounds by an ulp at these. */
    @Test
    void noRateLiesOutsideTheBounds() {
        Schedule triangular = new Triangular(0.01, 0.026, 30000, 30000);
        assertThat(triangular.learningRate(30000)).isEqualTo(0.026, EXACTLY);
        assertThat(LongStream.range(0, 60000).mapToDouble(triangular::learningRate))
                .allMatch(lr -> lr >= 0.01 && lr <= 0.026);
    }

    @ParameterizedTest
    @CsvSource({"LINEAR, 0.55", "EXPONENTIAL, 0.31622776601683794"})
    void aLadderGoesFromItsStartToItsEndInclusiveAndHoldsIt(Spacing spacing, double middle) {
        Schedule ladder = new Ladder(0.1, 1, 101, spacing);
        assertThat(ladder.learningRate(0)).isEqualTo(0.1, EXACTLY);
        assertThat(ladder.learningRate(50)).isEqualTo(middle, Offset.offset(1e-15));
        assertThat(ladder.learningRate(100)).isEqualTo(1, EXACTLY);
        assertThat(ladder.learningRate(1L << 53)).isEqualTo(1, EXACTLY);
    }

    @Test
    void aLadderNeverFalls() {
        Schedule ladder = new Ladder(1e-7, 0.7, 9973, Spacing.EXPONENTIAL);
        assertThat(LongStream.range(1, 9973).filter(i -> ladder.learningRate(i) < ladder.learningRate(i - 1)))
                .isEmpty();
    }

    @Test
    void aLinearLadderMayStartAtZero() {
        assertThat(new Ladder(0, 1, 2, Spacing.LINEAR).learningRate(0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "0.2, 0.1", "-0.1, 0.1", "NaN, 0.1", "0.1, NaN", "0.1, Infinity", "0, 0"})
    void aCycleRefusesBoundsThatAreNone(double baseLr, double maxLr) {
        assertThatThrownBy(() -> new Triangular(baseLr, maxLr, 1, 1)).isInstanceOf(InvalidValuesException.class);
        assertThatThrownBy(() -> new Triangular2(baseLr, maxLr, 1, 1)).isInstanceOf(InvalidValuesException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 1", "1, 9007199254740993"})
    void aCycleRefusesHalvesThatAreNone(long up, long down) {
        assertThatThrownBy(() -> new Triangular(0, 1, up, down)).isInstanceOf(InvalidValuesException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 100, EXPONENTIAL",
        "1, 0.1, 100, LINEAR",
        "NaN, 1, 100, LINEAR",
        "0.1, Infinity, 100, LINEAR",
        "0.1, 1, 1, LINEAR",
        "0.1, 1, 1000000000000, LINEAR",
        "-1, 1, 100, LINEAR"
    })
    void aLadderRefusesWhatIsNone(double startLr, double endLr, long iterations, Spacing spacing) {
        assertThatThrownBy(() -> new Ladder(startLr, endLr, iterations, spacing))
                .isInstanceOf(InvalidValuesException.class);
    }

    @Test
    void aFixedRateIsAboveZero() {
        assertThat(new Fixed(0.5).learningRate(7)).isEqualTo(0.5);
        assertThatThrownBy(() -> new Fixed(0)).isInstanceOf(InvalidValuesException.class);
    }
}
