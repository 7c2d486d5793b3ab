package dev.rangefinder.rangetest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.run.DeviceKind;
import dev.rangefinder.run.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What somebody asks for: a workload, the rates to go through, how often to repeat it with another seed, and where. */
public record Submission(
        @Nullable String name,
        @JsonProperty(required = true) Workload workload,
        @JsonProperty(required = true) Sweep sweep,
        Evaluation evaluation,
        Integer repeats,
        Long seed,
        Map<String, String> tags,
        Execution execution,
        String client,
        Integer priority,
        @Nullable String lane,
        @Nullable DeviceKind device) {

    private static final int LONGEST_NAME = 200;
    private static final int MOST_REPEATS = 64;

    /** Repeats count too: all curves are read together, and so many observations are a hundred megabytes. */
    private static final long MOST_OBSERVATIONS = 1_000_000;

    public Submission(
            @Nullable String name,
            Workload workload,
            Sweep sweep,
            @Nullable Evaluation evaluation,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Map<String, String> tags,
            @Nullable Execution execution,
            @Nullable String client,
            @Nullable Integer priority,
            @Nullable String lane,
            @Nullable DeviceKind device) {
        this.name = name;
        this.workload = workload;
        this.sweep = sweep;
        this.evaluation = evaluation == null ? Evaluation.DEFAULT : evaluation;
        this.repeats = repeats == null ? 1 : repeats;
        this.seed = seed == null ? 0 : seed;
        this.tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        this.execution = execution == null ? Execution.MANAGED : execution;
        Placement placement = Placement.of(client, priority, lane, device);
        this.client = placement.client();
        this.priority = placement.priority();
        this.lane = lane;
        this.device = device;
        Check check = Check.fields()
                .present("workload", workload)
                .present("sweep", sweep)
                .that(name == null || name.length() <= LONGEST_NAME, "name", name, "at most 200 characters")
                .between("repeats", this.repeats, 1, MOST_REPEATS);
        Tags.check(check, this.tags);
        check.orThrow();
        long observations = this.repeats * sweep.iterations();
        Check.fields()
                .that(
                        observations <= MOST_OBSERVATIONS,
                        "repeats",
                        this.repeats,
                        "repeats × iterations of at most %d".formatted(MOST_OBSERVATIONS))
                .orThrow();
    }

    Placement placement() {
        return new Placement(client, priority, lane, device);
    }
}
