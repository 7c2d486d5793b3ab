package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.shared.Check;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A range test that its client trains, and how it will be reported. */
@JsonTypeName("reported")
public record ReportedSubmission(
        @Nullable String name,
        @JsonProperty(required = true) ExecutionMode execution,
        @JsonProperty(required = true) ReportedWorkload workload,
        @JsonProperty(required = true) Sweep sweep,
        Reporting reporting,
        Integer repeats,
        Long seed,
        Map<String, String> tags,
        String client)
        implements Submission {

    public ReportedSubmission(
            @Nullable String name,
            ExecutionMode execution,
            ReportedWorkload workload,
            Sweep sweep,
            @Nullable Reporting reporting,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Map<String, String> tags,
            @Nullable String client) {
        this.name = name;
        this.execution = execution;
        this.workload = workload;
        this.sweep = sweep;
        this.reporting = reporting == null ? Reporting.PLAIN : reporting;
        this.repeats = repeats == null ? 1 : repeats;
        this.seed = seed == null ? 0 : seed;
        this.tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        this.client = Placement.of(client, null, null, null).client();
        Check.fields().present("workload", workload).orThrow();
        Submission.check(name, sweep, this.repeats, this.tags);
    }

    @Override
    public Placement placement() {
        return Placement.of(client, null, null, null);
    }
}
