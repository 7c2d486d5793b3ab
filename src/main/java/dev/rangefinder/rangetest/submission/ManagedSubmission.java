package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Check;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A range test for the lanes of this service, and where among them.
 *
 * @param verify whether the recommendation is checked by training with it; where a further sweep follows, that of the
 *     last one
 */
@JsonTypeName("managed")
public record ManagedSubmission(
        CommonTerms terms,
        Workload workload,
        Evaluation evaluation,
        Placement placement,
        @Nullable Verify verify) implements Submission {

    @JsonCreator
    static ManagedSubmission of(
            @Nullable String name,
            @Nullable ExecutionMode execution,
            @JsonProperty(required = true) Workload workload,
            @Nullable AskedSweep sweep,
            @Nullable Evaluation evaluation,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Map<String, String> tags,
            @Nullable String client,
            @Nullable Integer priority,
            @Nullable String lane,
            @Nullable DeviceKind device,
            @Nullable Boolean refine,
            @Nullable Long refineIterations,
            @Nullable Verify verify) {
        Check.fields().present("workload", workload).orThrow();
        Verify.checkManaged(verify);
        return new ManagedSubmission(
                CommonTerms.of(name, sweep, workload.optimizerName(), repeats, seed, tags, refine, refineIterations),
                workload,
                evaluation == null ? Evaluation.DEFAULT : evaluation,
                Placement.of(client, priority, lane, device),
                verify);
    }

    @Override
    public ManagedSubmission ofClient(String client) {
        return new ManagedSubmission(terms, workload, evaluation, placement.ofClient(client), verify);
    }

    @Override
    public ManagedSubmission with(CommonTerms other) {
        return new ManagedSubmission(other, workload, evaluation, placement, verify);
    }
}
