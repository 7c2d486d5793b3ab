package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.schedule.ScheduleWarnings.Warning;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleWarningsTests {

    private static final Schedule CYCLE_OF_4000 = new Triangular2(0.001, 0.006, 2000, 2000);

    @Test
    void aRunOfFourWholeCyclesOfTheRightLengthIsFine() {
        assertThat(ScheduleWarnings.of(CYCLE_OF_4000, 16000, OptionalLong.of(500)))
                .isEmpty();
        assertThat(ScheduleWarnings.of(CYCLE_OF_4000, 12000, OptionalLong.empty()))
                .isEmpty();
    }

    @Test
    void theRunOfThePaperEndsMidCycleAndTheCountsOnBothSidesAreNamed() {
        assertThat(ScheduleWarnings.of(CYCLE_OF_4000, 25000, OptionalLong.empty()))
                .containsExactly(new Warning(
                        "ends_mid_cycle",
                        "iterations is 25000, which is 6.25 cycles of 4000: the run ends inside a cycle;"
                                + " 24000 or 28000 ends one"));
    }

    @Test
    void aRunOfLessThanACycleIsToldTheWholeOne() {
        assertThat(ScheduleWarnings.of(CYCLE_OF_4000, 3999, OptionalLong.empty()))
                .extracting(Warning::message)
                .containsExactly(
                        "iterations is 3999, which is 0.9998 cycles of 4000: the run ends inside a cycle; 4000 ends one",
                        "iterations is 3999, which is 0.9998 cycles of 4000: run at least 3 (12000 iterations), better 4 (16000)");
    }

    @ParameterizedTest
    @CsvSource({"11999, true", "12000, false"})
    void fewerThanThreeCyclesAreFew(long iterations, boolean few) {
        assertThat(codes(CYCLE_OF_4000, iterations, OptionalLong.empty()).contains("few_cycles"))
                .isEqualTo(few);
    }

    @ParameterizedTest
    @CsvSource({"1000, false", "1001, true", "200, false", "199, true"})
    void aStepSizeIsTwoToTenEpochs(long epoch, boolean outOfRange) {
        assertThat(codes(CYCLE_OF_4000, 16000, OptionalLong.of(epoch)).contains("step_size_out_of_range"))
                .isEqualTo(outOfRange);
    }

    @Test
    void theStepSizesThatWouldDoAreNamed() {
        assertThat(ScheduleWarnings.of(new Triangular(0.1, 1, 100, 101), 201 * 4, OptionalLong.of(400)))
                .containsExactly(
                        new Warning(
                                "step_size_out_of_range",
                                "half a cycle is 100.5 iterations, which is 0.2513 epochs of 400:"
                                        + " let it be 2 to 10 epochs (800 to 4000 iterations)"),
                        new Warning(
                                "cycle_shorter_than_epoch",
                                "a cycle is 201 iterations, less than an epoch of 400: no cycle sees all of the data"));
    }

    @ParameterizedTest
    @CsvSource({"4000, false", "4001, true"})
    void aCycleHoldsAnEpoch(long epoch, boolean shorter) {
        assertThat(codes(CYCLE_OF_4000, 16000, OptionalLong.of(epoch)).contains("cycle_shorter_than_epoch"))
                .isEqualTo(shorter);
    }

    @Test
    void aLadderThatIsRunPastItsEndIsToldSo() {
        assertThat(ScheduleWarnings.of(new Ladder(0.1, 1, 100, Spacing.LINEAR), 101, OptionalLong.of(10)))
                .containsExactly(
                        new Warning(
                                "beyond_length",
                                "iterations is 101 and the schedule ends after 100: from there on its last rate, 1, holds; run 100"));
        assertThat(ScheduleWarnings.of(new Ladder(0.1, 1, 100, Spacing.LINEAR), 100, OptionalLong.of(10)))
                .isEmpty();
    }

    @Test
    void aRunThatEndsBeforeItsScheduleIsToldSo() {
        assertThat(codes(new Ladder(0.1, 1, 100, Spacing.LINEAR), 99, OptionalLong.empty()))
                .containsExactly("ends_early");
    }

    @Test
    void aWarmUpAsLongAsTheRunIsToldSo() {
        Warmup warmup = new Warmup(100, 0.01, new Fixed(0.1));

        assertThat(codes(warmup, 100, OptionalLong.empty())).containsExactly("only_warmup");
        assertThat(codes(warmup, 101, OptionalLong.empty())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 1L << 53})
    void aFixedRateHasNothingToRampTo(long iterations) {
        assertThat(ScheduleWarnings.of(new Fixed(0.1), iterations, OptionalLong.of(1)))
                .isEmpty();
    }

    private static List<String> codes(Schedule schedule, long iterations, OptionalLong iterationsPerEpoch) {
        return ScheduleWarnings.of(schedule, iterations, iterationsPerEpoch).stream()
                .map(Warning::code)
                .toList();
    }
}
