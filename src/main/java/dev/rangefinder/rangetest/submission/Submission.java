package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rangefinder.run.place.Placement;
import org.jspecify.annotations.Nullable;

/** What a client asks for: a workload, and a sweep of its learning rates. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "execution",
        visible = true,
        defaultImpl = ManagedSubmission.class)
public sealed interface Submission permits ManagedSubmission, ReportedSubmission {

    CommonTerms terms();

    Placement placement();

    /** Whether the recommendation is checked by training with it. */
    @Nullable
    Verify verify();

    /** All that it may come to, with further sweeps and the trainings that verify it. */
    default long iterations() {
        Verify verify = verify();
        Long refine = terms().refineIterations();
        return terms().iterations() + (refine == null ? 0 : refine) + (verify == null ? 0 : verify.iterations());
    }

    /** The same of another client. */
    Submission ofClient(String client);

    /** The same workload in the same place, swept otherwise. */
    Submission with(CommonTerms other);

    /** The same workload in the same place under the sweep that is to answer what another did not. */
    default Submission under(Sweep sweep, int repeats, long refineIterations) {
        return with(terms().under(sweep, repeats, refineIterations));
    }
}
