package dev.rangefinder.rangetest.web;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.shared.Check;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a schedule by job id; what is absent comes from the recommendation. */
record ScheduleQuery(
        @Nullable String policy,
        @Nullable Long iterations,
        @Nullable Double baseLr,
        @Nullable Double maxLr,
        @Nullable Long stepSize,
        @Nullable Long stepSizeUp,
        @Nullable Long stepSizeDown,
        @Nullable Long from,
        @Nullable Long count) {

    /** More iterations than a double can count. */
    private static final long MOST_ITERATIONS = 1L << 53;

    /** About 20 MB of JSON; more is had in parts. */
    private static final long MOST_RATES = 1_000_000;

    /** Four cycles, more of which bring little (Smith, arXiv 1506.01186, section 3.2), the last one whole. */
    private static final int DEFAULT_CYCLES = 4;

    /** The policies that a recommendation can fill. */
    private enum Policy {
        TRIANGULAR,
        TRIANGULAR2;

        static Policy named(@Nullable String name) {
            Optional<Policy> found = name == null
                    ? Optional.of(TRIANGULAR2)
                    : Arrays.stream(values())
                            .filter(policy -> policy.jsonName().equals(name))
                            .findFirst();
            Check.fields()
                    .that(found.isPresent(), "policy", name, "triangular or triangular2")
                    .orThrow();
            return found.orElseThrow();
        }

        String jsonName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ScheduleQuery {
        Check.fields()
                .that(
                        stepSize == null || (stepSizeUp == null && stepSizeDown == null),
                        "step_size",
                        stepSize,
                        "either step_size, or step_size_up and step_size_down")
                .that(stepSize == null || within(stepSize, 1), "step_size", stepSize, "1 to 2^53")
                .that(iterations == null || within(iterations, 1), "iterations", iterations, "1 to 2^53")
                .that(from == null || within(from, 0), "from", from, "0 to 2^53")
                .orThrow();
    }

    private static boolean within(long value, long least) {
        return value >= least && value <= MOST_ITERATIONS;
    }

    /** The part of a schedule that is asked for, every default filled in. */
    ScheduleView fill(Recommendation recommendation) {
        double base = baseLr == null ? recommendation.baseLr() : baseLr;
        double max = maxLr == null ? recommendation.maxLr() : maxLr;
        long up = firstOf(stepSizeUp, stepSize, recommendation.stepSize());
        long down = firstOf(stepSizeDown, stepSize, up);
        Policy chosen = Policy.named(policy);
        Schedule schedule = switch (chosen) {
            case TRIANGULAR -> new Triangular(base, max, up, down);
            case TRIANGULAR2 -> new Triangular2(base, max, up, down);
        };
        long length = iterations == null ? Math.min(DEFAULT_CYCLES * (up + down), MOST_ITERATIONS) : iterations;
        long start = from == null ? 0 : from;
        long wanted = count == null ? Math.max(length - start, 0) : count;
        Check.fields()
                .that(
                        wanted >= 0 && wanted <= MOST_RATES,
                        count == null ? "iterations" : "count",
                        wanted,
                        "at most %d rates in one answer; ask for parts with from and count".formatted(MOST_RATES))
                .orThrow();
        return ScheduleView.of(
                chosen.jsonName(), base, max, up, down, length, start, rates(schedule, length, start, (int) wanted));
    }

    /** Past the end the last rate holds. */
    private static double[] rates(Schedule schedule, long length, long start, int count) {
        double[] rates = new double[count];
        for (int i = 0; i < count; i++) {
            rates[i] = schedule.learningRate(Math.min(start + i, length - 1));
        }
        return rates;
    }

    private static long firstOf(@Nullable Long first, @Nullable Long second, long third) {
        return first != null ? first : second != null ? second : third;
    }
}
