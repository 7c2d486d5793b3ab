package dev.rangefinder.schedule.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.schedule.CanonicalJson;
import dev.rangefinder.schedule.Multipliers;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.Sha256;
import dev.rangefinder.shared.Tags;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schedule that a client wants kept.
 *
 * @param iterations the length of the training; past it the last rate holds
 * @param multipliers by the names of parameter groups: what the rate is multiplied by for each
 */
public record NewSchedule(
        @Nullable String name,
        Map<String, String> tags,
        Schedule schedule,
        long iterations,
        Map<String, Double> multipliers) {

    /** Four cycles, more of which bring little (Smith, arXiv 1506.01186, section 3.2), the last one whole. */
    private static final long DEFAULT_CYCLES = 4;

    public NewSchedule {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        multipliers = Collections.unmodifiableMap(new TreeMap<>(multipliers));
        Check check = Check.fields()
                .that(name == null || Tags.isWord(name), "name", name, "1 to 200 characters")
                .between("iterations", iterations, 1, Schedule.MOST_ITERATIONS);
        Tags.check(check, tags);
        Multipliers.check(check, multipliers);
        check.orThrow();
    }

    /** Reads what a client asks for; a length that is not given is that of the policy, or four of its cycles. */
    @JsonCreator
    public static NewSchedule of(
            @Nullable String name,
            @Nullable Map<String, String> tags,
            @JsonProperty(required = true) @Nullable Schedule schedule,
            @Nullable Long iterations,
            @Nullable Map<String, Double> multipliers) {
        Check.fields().present("schedule", schedule).orThrow();
        Schedule given = Objects.requireNonNull(schedule);
        return new NewSchedule(
                name,
                tags == null ? Map.of() : tags,
                given,
                iterations == null ? length(given) : iterations,
                multipliers == null ? Map.of() : multipliers);
    }

    private static long length(Schedule schedule) {
        OptionalLong cycles = schedule.cycleLength();
        OptionalLong length = schedule.length();
        Check.fields()
                .that(
                        length.isPresent() || cycles.isPresent(),
                        "iterations",
                        null,
                        "a value, since this policy has no end and no cycles")
                .orThrow();
        return length.orElseGet(() -> Math.min(DEFAULT_CYCLES * cycles.orElseThrow(), Schedule.MOST_ITERATIONS));
    }

    /** SHA-256 of the canonical form of all that the rates follow from, in hexadecimal. */
    String id() {
        ObjectNode content = Json.MAPPER.createObjectNode();
        content.set("schedule", Json.MAPPER.valueToTree(schedule));
        content.put("iterations", iterations);
        content.set("multipliers", Json.MAPPER.valueToTree(multipliers));
        byte[] canonical = CanonicalJson.of(content).getBytes(StandardCharsets.UTF_8);
        return Sha256.hexOf(canonical);
    }
}
