package dev.rangefinder.rangetest.web;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.schedule.Policies;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.form.Part;
import dev.rangefinder.schedule.web.PartQuery;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.web.QueryObjects;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of a schedule by job id; what is absent comes from the recommendation.
 *
 * @param overrides parameters of the policy, by their names
 */
record ScheduleQuery(
        @Nullable String policy,
        @Nullable Long iterations,
        @Nullable Long epochs,
        @Nullable Long stepSize,
        ObjectNode overrides,
        PartQuery part) {

    private static final String DEFAULT_POLICY = "triangular2";

    /** Four cycles, more of which bring little (Smith, arXiv 1506.01186, section 3.2), the last one whole. */
    private static final int DEFAULT_CYCLES = 4;

    ScheduleQuery {
        Check.fields()
                .that(
                        policy == null || Policies.names().contains(policy),
                        "policy",
                        policy,
                        "one of " + String.join(", ", Policies.names()))
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
        return value >= 1 && value <= Part.MOST_ITERATIONS;
    }

    /** The part of a schedule that is asked for, every default filled in. */
    Part fill(Recommendation recommendation) {
        @Nullable Long wanted = iterations;
        if (epochs != null) {
            wanted = iterations(epochs, recommendation.iterationsPerEpoch());
        }
        Schedule schedule = QueryObjects.read(parameters(recommendation, wanted), Schedule.class);
        return part.of(schedule, wanted == null ? length(schedule) : wanted);
    }

    private static long iterations(long epochs, long iterationsPerEpoch) {
        long most = Part.MOST_ITERATIONS / iterationsPerEpoch;
        Check.fields().between("epochs", epochs, 1, most).orThrow();
        return epochs * iterationsPerEpoch;
    }

    /** Whatever the policy, a parameter means the same: so the recommendation fills it by its name. */
    private ObjectNode parameters(Recommendation recommendation, @Nullable Long length) {
        String chosen = policy == null ? DEFAULT_POLICY : policy;
        List<String> names = Policies.parameters(chosen);
        ObjectNode filled = overrides.objectNode().put("policy", chosen);
        long halfCycle = stepSize == null ? recommendation.stepSize() : stepSize;
        for (String name : names) {
            switch (name) {
                case "base_lr" -> filled.put(name, recommendation.baseLr());
                case "max_lr" -> filled.put(name, recommendation.maxLr());
                case "step_size_up" -> filled.put(name, halfCycle);
                case "step_size_down" ->
                    filled.set(
                            name,
                            overrides.has("step_size_up")
                                    ? overrides.get("step_size_up")
                                    : overrides.numberNode(halfCycle));
                case "iterations" -> {
                    if (length != null) {
                        filled.put(name, length);
                    }
                }
                default -> {} // the policy's own default, or a refusal that names it
            }
        }
        return filled.setAll(overrides);
    }

    private static long length(Schedule schedule) {
        OptionalLong length = schedule.length();
        OptionalLong cycle = schedule.cycleLength();
        Check.fields()
                .that(
                        length.isPresent() || cycle.isPresent(),
                        "iterations",
                        null,
                        "iterations or epochs, since this policy has no end and no cycles")
                .orThrow();
        return length.orElseGet(() -> Math.min(DEFAULT_CYCLES * cycle.orElseThrow(), Part.MOST_ITERATIONS));
    }
}
