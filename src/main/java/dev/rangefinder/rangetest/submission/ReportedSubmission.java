package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.shared.Check;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A range test that its client trains, and how it will be reported. */
@JsonTypeName("reported")
public record ReportedSubmission(
        CommonTerms terms,
        ReportedWorkload workload,
        Reporting reporting,
        Placement placement,
        @Nullable Verify verify) implements Submission {

    @JsonCreator
    static ReportedSubmission of(
            @Nullable String name,
            @JsonProperty(required = true) ExecutionMode execution,
            @JsonProperty(required = true) ReportedWorkload workload,
            @Nullable AskedSweep sweep,
            @Nullable Reporting reporting,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Map<String, String> tags,
            @Nullable String client,
            @Nullable Boolean refine,
            @Nullable Long refineIterations,
            @Nullable Verify verify) {
        Check.fields().present("workload", workload).orThrow();
        Verify.checkReported(verify);
        return new ReportedSubmission(
                CommonTerms.of(name, sweep, workload.optimizerName(), repeats, seed, tags, refine, refineIterations),
                workload,
                reporting == null ? Reporting.PLAIN : reporting,
                Placement.of(client, null, null, null),
                verify);
    }

    @Override
    public ReportedSubmission ofClient(String client) {
        return new ReportedSubmission(terms, workload, reporting, placement.ofClient(client), verify);
    }

    @Override
    public ReportedSubmission with(CommonTerms other) {
        return new ReportedSubmission(other, workload, reporting, placement, verify);
    }
}
