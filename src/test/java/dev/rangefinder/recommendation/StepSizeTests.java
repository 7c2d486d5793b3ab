package dev.rangefinder.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.shared.InvalidValuesException;
import org.junit.jupiter.api.Test;

class StepSizeTests {

    @Test
    void withoutALengthItIsFourEpochs() {
        StepSize stepSize = StepSize.of(500);

        assertThat(stepSize.iterations()).isEqualTo(2000);
        assertThat(stepSize.epochs()).isEqualTo(4);
        assertThat(stepSize.reason()).startsWith("4 epochs of 500 iterations");
        assertThat(stepSize.run()).isNull();
        assertThat(StepSize.of(0).iterations()).isEqualTo(100);
        assertThat(StepSize.of(0).epochs()).isZero();
    }

    /** As of a graph, or of a small table that is trained on as a whole: 200 cycles of eight iterations are no cycles. */
    @Test
    void halfACycleIsNeverTooShortForTheTrainingToFollow() {
        StepSize wholeData = StepSize.of(1);
        assertThat(wholeData.iterations()).isEqualTo(100);
        assertThat(wholeData.epochs()).isEqualTo(100);
        assertThat(wholeData.reason()).startsWith("100 iterations. An epoch has 1,");
        assertThat(wholeData.iterationsOfThreeCycles()).isEqualTo(300);
        assertThat(StepSize.of(1, 1600).run()).isEqualTo(new RunLength(1600, 8));
        assertThat(StepSize.of(1, 1600).reason()).contains("An epoch has 1,").doesNotContain("the paper");
        assertThat(StepSize.of(24).iterations()).isEqualTo(100);
        assertThat(StepSize.of(26).iterations()).isEqualTo(104);
        assertThat(StepSize.of(1, 299).reason())
                .contains("too short for 3 cycles of 50 iterations to a half (300 iterations)");
    }

    @Test
    void thePapersCifarRunEndsWithItsSixthCycle() {
        StepSize stepSize = StepSize.of(500, 25_000);

        assertThat(stepSize.iterations()).isEqualTo(2083);
        assertThat(stepSize.epochs()).isCloseTo(4.166, within(1e-3));
        assertThat(stepSize.run()).isEqualTo(new RunLength(24_996, 6));
        assertThat(stepSize.reason())
                .startsWith(
                        "6 cycles of 2 × 2083 iterations (4.17 epochs each half) end with iteration 24996 of 25000.")
                .contains("little difference");
    }

    @Test
    void everyRunEndsWithAWholeCycleOfThreeAtLeast() {
        for (long epoch : new long[] {0, 1, 7, 500, 5000}) {
            for (long length : new long[] {6, 7, 100, 999, 12_345, 1_000_000}) {
                StepSize stepSize = StepSize.of(epoch, length);
                RunLength run = stepSize.run();

                assertThat(run).isNotNull();
                assertThat(run.cycles()).isGreaterThanOrEqualTo(3);
                assertThat(run.iterations()).isEqualTo(2 * run.cycles() * stepSize.iterations());
                assertThat(length - run.iterations()).isBetween(0L, 2 * run.cycles() - 1);
                long counted = Math.max(25, epoch);
                if (length >= 12 * counted) {
                    assertThat(stepSize.iterations())
                            .as("%d of %d", length, epoch)
                            .isBetween(2 * counted, 10 * counted);
                }
            }
        }
    }

    @Test
    void theCyclesAreThoseThatComeClosestToFourEpochs() {
        assertThat(StepSize.of(100, 3000).run()).isEqualTo(new RunLength(3000, 4));
        assertThat(StepSize.of(100, 2700).run()).isEqualTo(new RunLength(2700, 3));
        assertThat(StepSize.of(100, 3200).iterations()).isEqualTo(400);
    }

    @Test
    void aRunTooShortForThreeCyclesOfTwoEpochsIsToldSo() {
        StepSize stepSize = StepSize.of(500, 5999);

        assertThat(stepSize.run()).isEqualTo(new RunLength(5994, 3));
        assertThat(stepSize.reason()).contains("too short for 3 cycles of 2 epochs to a half (6000 iterations)");
        assertThat(StepSize.of(500, 6000).reason()).doesNotContain("too short");
    }

    @Test
    void fewerIterationsThanThreeCyclesAreRefused() {
        assertThatThrownBy(() -> StepSize.of(500, 5))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("iterations is 5, expected 6 or more: 3 cycles");
    }
}
