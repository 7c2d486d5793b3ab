package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.DefaultPolicy;
import dev.rangefinder.rangetest.RecommendedParameters;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.render.ScheduleSlice;
import dev.rangefinder.schedule.web.SliceQuery;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.web.request.QueryObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of a schedule by job id; what is absent comes from the recommendation.
 *
 * @param accept {@code ok} refuses what comes from a recommendation of another verdict
 * @param overrides parameters of the policy, by their names
 */
record ScheduleQuery(
        @Nullable String policy,
        @Nullable String accept,
        @Nullable Long iterations,
        @Nullable Long epochs,
        @Nullable Long stepSize,
        ObjectNode overrides,
        SliceQuery part) {

    private static final String ONLY_OK = "ok";

    private static final Set<String> ACCEPTED = Set.of("any", ONLY_OK);

    /** Four cycles, more of which bring little (Smith, arXiv 1506.01186, section 3.2), the last one whole. */
    private static final int DEFAULT_CYCLES = 4;

    ScheduleQuery {
        Check.fields()
                .that(
                        policy == null || RecommendedParameters.POLICIES.contains(policy),
                        "policy",
                        policy,
                        "one of %s; others are posted to /v1/schedules"
                                .formatted(String.join(", ", RecommendedParameters.POLICIES)))
                .that(accept == null || ACCEPTED.contains(accept), "accept", accept, "one of any, ok")
                .that(
                        stepSize == null || !(overrides.has("step_size_up") || overrides.has("step_size_down")),
                        "step_size",
                        stepSize,
                        "either step_size, or step_size_up and step_size_down")
                .that(stepSize == null || within(stepSize), "step_size", stepSize, "1 to 2^53")
                .that(iterations == null || within(iterations), "iterations", iterations, "1 to 2^53")
                .that(epochs == null || iterations == null, "epochs", epochs, "either epochs or iterations")
                .that(epochs == null || within(epochs), "epochs", epochs, "1 to 2^53")
                .orThrow();
    }

    private static boolean within(long value) {
        return value >= 1 && value <= ScheduleSlice.MOST_ITERATIONS;
    }

    /** The part of a schedule that is asked for, every default filled in. */
    ScheduleSlice fill(Recommendation recommendation) {
        return fill(
                recommendation, policy == null ? defaultPolicy(recommendation).name() : policy);
    }

    /** Why the policy is what it is, where none was asked for. */
    Optional<String> policyReason(Recommendation recommendation) {
        return policy == null ? Optional.of(defaultPolicy(recommendation).reason()) : Optional.empty();
    }

    private DefaultPolicy defaultPolicy(Recommendation recommendation) {
        List<String> said = new ArrayList<>(overrides.propertyNames());
        if (stepSize != null) {
            said.add("step_size");
        }
        return DefaultPolicy.of(recommendation.stepSize(), wanted(recommendation), said);
    }

    private @Nullable Long wanted(Recommendation recommendation) {
        if (epochs == null) {
            return iterations;
        }
        return iterations(epochs, recommendation.stepSize().iterationsPerEpoch());
    }

    private ScheduleSlice fill(Recommendation recommendation, String chosen) {
        if (ONLY_OK.equals(accept)) {
            ProvisionalRecommendation.refuse(recommendation);
        }
        @Nullable Long wanted = wanted(recommendation);
        long halfCycle = stepSize == null ? recommendation.halfCycle(wanted) : stepSize;
        long whole = wanted == null ? cycles(cycleLength(halfCycle)) : wanted;
        Schedule schedule = QueryObjects.read(
                new RecommendedParameters(recommendation, halfCycle, whole).of(chosen, overrides), Schedule.class);
        return part.of(schedule, wanted == null ? length(schedule, whole) : wanted);
    }

    private static long iterations(long epochs, long iterationsPerEpoch) {
        long most = ScheduleSlice.MOST_ITERATIONS / iterationsPerEpoch;
        Check.fields().between("epochs", epochs, 1, most).orThrow();
        return epochs * iterationsPerEpoch;
    }

    /** Of the recommendation, or of what overrides it; whether that can be is the schedule's to say. */
    private long cycleLength(long halfCycle) {
        long up = overrides.path("step_size_up").asLong(halfCycle);
        long down = overrides.path("step_size_down").asLong(overrides.has("step_size_up") ? up : halfCycle);
        return Math.clamp(up + down, 1, ScheduleSlice.MOST_ITERATIONS);
    }

    private static long cycles(long cycleLength) {
        return Math.min(DEFAULT_CYCLES * cycleLength, ScheduleSlice.MOST_ITERATIONS);
    }

    /** A policy without an end and without cycles takes as long as one that has them. */
    private static long length(Schedule schedule, long otherwise) {
        OptionalLong cycle = schedule.cycleLength();
        return schedule.length().orElse(cycle.isPresent() ? cycles(cycle.getAsLong()) : otherwise);
    }
}
