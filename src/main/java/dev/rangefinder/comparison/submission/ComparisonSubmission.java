package dev.rangefinder.comparison.submission;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rangefinder.run.place.Placement;

/** Schedules that a client wants to be held against each other, and who trains them. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "execution",
        visible = true,
        defaultImpl = NewManagedComparison.class)
public sealed interface ComparisonSubmission permits NewManagedComparison, NewReportedComparison {

    ComparisonTerms terms();

    /** Where its runs are to be trained. */
    Placement placement();

    /** The same of another client. */
    ComparisonSubmission ofClient(String client);
}
