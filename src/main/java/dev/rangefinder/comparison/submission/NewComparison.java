package dev.rangefinder.comparison.submission;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.rangetest.submission.ExecutionMode;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Check;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A comparison for the lanes of this service, and where among them. */
@JsonTypeName("managed")
public record NewComparison(
        @Nullable String name,
        ExecutionMode execution,
        @Nullable UUID rangeTest,
        @Nullable Workload workload,
        @Nullable Long iterations,
        @Nullable Long epochs,
        Integer repeats,
        Long seed,
        @Nullable Evaluation evaluation,
        @Nullable List<NewEntry> entries,
        @Nullable String baseline,
        @Nullable Double margin,
        Map<String, String> tags,
        String client,
        Integer priority,
        @Nullable String lane,
        @Nullable DeviceKind device)
        implements ComparisonSubmission {

    public NewComparison(
            @Nullable String name,
            @Nullable ExecutionMode execution,
            @Nullable UUID rangeTest,
            @Nullable Workload workload,
            @Nullable Long iterations,
            @Nullable Long epochs,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Evaluation evaluation,
            @Nullable List<NewEntry> entries,
            @Nullable String baseline,
            @Nullable Double margin,
            @Nullable Map<String, String> tags,
            @Nullable String client,
            @Nullable Integer priority,
            @Nullable String lane,
            @Nullable DeviceKind device) {
        this.name = name;
        this.execution = execution == null ? ExecutionMode.MANAGED : execution;
        this.rangeTest = rangeTest;
        this.workload = workload;
        this.iterations = iterations;
        this.epochs = epochs;
        this.repeats = repeats == null ? USUAL_REPEATS : repeats;
        this.seed = seed == null ? 0 : seed;
        this.evaluation = evaluation;
        this.entries = entries;
        this.baseline = baseline;
        this.margin = margin;
        this.tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        Placement placement = Placement.of(client, priority, lane, device);
        this.client = placement.client();
        this.priority = placement.priority();
        this.lane = lane;
        this.device = device;
        ComparisonSubmission.check(this, workload != null);
        Check check = Check.fields();
        for (int i = 0; entries != null && i < entries.size(); i++) {
            check.that(
                    entries.get(i).trainingRuns() == null,
                    "entries/%d/training_runs".formatted(i),
                    entries.get(i).trainingRuns(),
                    "a schedule; trainings elsewhere take part in a comparison whose execution is reported");
        }
        check.orThrow();
    }

    @Override
    public NewComparison ofClient(String other) {
        return new NewComparison(
                name,
                execution,
                rangeTest,
                workload,
                iterations,
                epochs,
                repeats,
                seed,
                evaluation,
                entries,
                baseline,
                margin,
                tags,
                other,
                priority,
                lane,
                device);
    }

    @Override
    public Placement placement() {
        return new Placement(client, priority, lane, device);
    }
}
