package dev.rangefinder.schedule;

import dev.rangefinder.shared.Wording;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * What the literature would object to in a run of a schedule: warnings, never refusals. It asks the schedule only for
 * its rates, its length and its cycle, so that it holds for every policy.
 */
public final class ScheduleWarnings {

    /** Smith, arXiv 1506.01186, section 3.2: at least three cycles; a fourth still improves a little. */
    private static final int LEAST_CYCLES = 3;

    /** Smith, arXiv 1506.01186, section 3.2: a step size of 2 to 10 times the iterations of an epoch. */
    private static final int LEAST_EPOCHS = 2;

    private static final int MOST_EPOCHS = 10;

    /** A warm-up is thousands of iterations at most; a short one must not be missed, nor a long run cost more. */
    private static final int SAMPLES = 2000;

    private ScheduleWarnings() {}

    /**
     * A single objection.
     *
     * @param code stable, for programs
     * @param message for people: the numbers, and what would be better
     */
    public record Warning(String code, String message) {}

    /**
     * The objections to running {@code iterations} of the schedule.
     *
     * @param iterations the length of the run, at least 1
     * @param iterationsPerEpoch at least 1; without it nothing is said about epochs
     */
    public static List<Warning> of(Schedule schedule, long iterations, OptionalLong iterationsPerEpoch) {
        List<Warning> warnings = new ArrayList<>();
        schedule.cycleLength().ifPresent(cycle -> {
            adviseOnCycles(cycle, iterations, warnings);
            iterationsPerEpoch.ifPresent(epoch -> adviseOnEpochs(cycle, epoch, warnings));
        });
        adviseOnRamp(schedule, iterations, warnings);
        adviseOnLength(schedule, iterations, warnings);
        return List.copyOf(warnings);
    }

    private static void adviseOnCycles(long cycle, long iterations, List<Warning> warnings) {
        long whole = iterations / cycle;
        if (iterations % cycle != 0) {
            String nearest = whole == 0
                    ? "%d ends one".formatted(cycle)
                    : "%d or %d ends one".formatted(whole * cycle, (whole + 1) * cycle);
            warnings.add(new Warning(
                    "ends_mid_cycle",
                    "iterations is %d, which is %s cycles of %d: the run ends inside a cycle; %s"
                            .formatted(iterations, brief((double) iterations / cycle), cycle, nearest)));
        }
        if (whole < LEAST_CYCLES) {
            warnings.add(new Warning(
                    "few_cycles",
                    "iterations is %d, which is %s cycles of %d: run at least %d (%d iterations), better %d (%d)"
                            .formatted(
                                    iterations,
                                    brief((double) iterations / cycle),
                                    cycle,
                                    LEAST_CYCLES,
                                    LEAST_CYCLES * cycle,
                                    LEAST_CYCLES + 1,
                                    (LEAST_CYCLES + 1) * cycle)));
        }
    }

    private static void adviseOnEpochs(long cycle, long epoch, List<Warning> warnings) {
        double epochs = cycle / 2.0 / epoch;
        if (epochs < LEAST_EPOCHS || epochs > MOST_EPOCHS) {
            warnings.add(new Warning(
                    "step_size_out_of_range",
                    "half a cycle is %s iterations, which is %s epochs of %d: let it be %d to %d epochs (%d to %d iterations)"
                            .formatted(
                                    BigDecimal.valueOf(cycle)
                                            .divide(BigDecimal.TWO)
                                            .stripTrailingZeros()
                                            .toPlainString(),
                                    brief(epochs),
                                    epoch,
                                    LEAST_EPOCHS,
                                    MOST_EPOCHS,
                                    LEAST_EPOCHS * epoch,
                                    MOST_EPOCHS * epoch)));
        }
        if (cycle < epoch) {
            warnings.add(new Warning(
                    "cycle_shorter_than_epoch",
                    "a cycle is %d iterations, less than an epoch of %d: no cycle sees all of the data"
                            .formatted(cycle, epoch)));
        }
    }

    /**
     * A maximum that a range test found was reached by rising to it; nothing says that it holds from a standing start.
     */
    private static void adviseOnRamp(Schedule schedule, long iterations, List<Warning> warnings) {
        DoubleSummaryStatistics rates =
                samples(iterations).mapToDouble(schedule::learningRate).summaryStatistics();
        double first = schedule.learningRate(0);
        if (first == rates.getMax() && rates.getMin() < first) {
            warnings.add(new Warning(
                    "no_ramp",
                    "iteration 0 already has the highest rate, %s: put a warm-up in front, because a range test reaches its rates by a ramp"
                            .formatted(Wording.brief(first))));
        }
    }

    /** The start one by one, the rest evenly, and the end. */
    private static LongStream samples(long iterations) {
        LongStream start = LongStream.range(0, Math.min(SAMPLES, iterations));
        LongStream rest = LongStream.rangeClosed(1, SAMPLES).map(i -> (long) ((double) i / SAMPLES * (iterations - 1)));
        return LongStream.concat(start, rest);
    }

    private static void adviseOnLength(Schedule schedule, long iterations, List<Warning> warnings) {
        long length = schedule.length().orElse(iterations);
        if (iterations > length) {
            warnings.add(new Warning(
                    "beyond_length",
                    "iterations is %d and the schedule ends after %d: from there on its last rate, %s, holds; run %d"
                            .formatted(iterations, length, Wording.brief(schedule.learningRate(length - 1)), length)));
        }
        if (iterations < length) {
            warnings.add(new Warning(
                    "ends_early",
                    "iterations is %d and the schedule goes on until %d: the run ends at a rate of %s, before the schedule has come to its end"
                            .formatted(iterations, length, Wording.brief(schedule.learningRate(iterations - 1)))));
        }
        if (schedule instanceof Warmup warmup && warmup.warmupIterations() >= iterations) {
            warnings.add(new Warning(
                    "only_warmup",
                    "iterations is %d and the warm-up takes %d: the run ends before its schedule has begun"
                            .formatted(iterations, warmup.warmupIterations())));
        }
    }

    /** To four digits, which is what a sentence bears. */
    private static String brief(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
