package dev.rangefinder.rangetest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.run.DeviceKind;
import dev.rangefinder.run.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Check;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A range test for the lanes of this service, and where among them. */
@JsonTypeName("managed")
public record ManagedSubmission(
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
        @Nullable DeviceKind device)
        implements Submission {

    public ManagedSubmission(
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
        Check.fields().present("workload", workload).orThrow();
        Submission.check(name, sweep, this.repeats, this.tags);
    }

    @Override
    public Placement placement() {
        return new Placement(client, priority, lane, device);
    }
}
