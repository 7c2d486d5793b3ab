package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Check;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A range test for the lanes of this service, and where among them.
 *
 * @param refine whether a further sweep follows where this one does not answer
 * @param refineIterations how many iterations all further sweeps may take together
 * @param verify whether the recommendation is checked by training with it; where a further sweep follows, that of the
 *     last one
 */
@JsonTypeName("managed")
public record ManagedSubmission(
        @Nullable String name,
        @JsonProperty(required = true) Workload workload,
        @JsonProperty(required = true) Sweep sweep,
        Evaluation evaluation,
        Integer repeats,
        Long seed,
        Map<String, String> tags,
        ExecutionMode execution,
        String client,
        Integer priority,
        @Nullable String lane,
        @Nullable DeviceKind device,
        Boolean refine,
        @Nullable Long refineIterations,
        @Nullable Verify verify)
        implements Submission {

    /** Enough for five decades more, each a sweep of its own, or for ten repeats of what one was too noisy for. */
    private static final int REFINEMENT_TIMES_AS_LONG = 10;

    /** Ten range tests of the largest size. */
    private static final long MOST_REFINE_ITERATIONS = 10_000_000;

    public ManagedSubmission(
            @Nullable String name,
            Workload workload,
            Sweep sweep,
            @Nullable Evaluation evaluation,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Map<String, String> tags,
            @Nullable ExecutionMode execution,
            @Nullable String client,
            @Nullable Integer priority,
            @Nullable String lane,
            @Nullable DeviceKind device,
            @Nullable Boolean refine,
            @Nullable Long refineIterations,
            @Nullable Verify verify) {
        this.name = name;
        this.workload = workload;
        this.sweep = sweep;
        this.evaluation = evaluation == null ? Evaluation.DEFAULT : evaluation;
        this.repeats = repeats == null ? 1 : repeats;
        this.seed = seed == null ? 0 : seed;
        this.tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        this.execution = execution == null ? ExecutionMode.MANAGED : execution;
        Placement placement = Placement.of(client, priority, lane, device);
        this.client = placement.client();
        this.priority = placement.priority();
        this.lane = lane;
        this.device = device;
        this.refine = refine != null && refine;
        this.verify = verify;
        Check.fields()
                .present("workload", workload)
                .that(
                        refineIterations == null || this.refine,
                        "refine_iterations",
                        refineIterations,
                        "absent, or refine to be true")
                .between(
                        "refine_iterations", refineIterations == null ? 0 : refineIterations, 0, MOST_REFINE_ITERATIONS)
                .orThrow();
        Submission.check(name, sweep, this.repeats, this.tags);
        this.refineIterations = this.refine && refineIterations == null
                ? Long.valueOf(REFINEMENT_TIMES_AS_LONG * this.repeats * sweep.iterations())
                : refineIterations;
    }

    /** The same workload in the same place under another sweep. */
    public ManagedSubmission under(Sweep other, int otherRepeats, long otherRefineIterations) {
        return new ManagedSubmission(
                name,
                workload,
                other,
                evaluation,
                otherRepeats,
                seed,
                tags,
                execution,
                client,
                priority,
                lane,
                device,
                true,
                otherRefineIterations,
                verify);
    }

    @Override
    public Placement placement() {
        return new Placement(client, priority, lane, device);
    }
}
