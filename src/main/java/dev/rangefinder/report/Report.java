package dev.rangefinder.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one rank has to say at a time.
 *
 * @param observations in any order; none are a sign of life
 * @param isFinal whether this rank has nothing more to say
 * @param isDurable whether the answer has to wait until all of it is on the disk
 * @param trainer whom the run was handed out to, if it was
 */
public record Report(
        int rank,
        List<ReportedObservation> observations,
        @JsonProperty("final") boolean isFinal,
        @JsonProperty("durable") boolean isDurable,
        @Nullable String trainer) {

    /** So many are read and kept in a few hundredths of a second, in which the run is locked. */
    public static final int MOST_OBSERVATIONS = 10_000;

    public Report {
        Check.fields()
                .that(
                        observations.size() <= MOST_OBSERVATIONS,
                        "observations",
                        "%d observations".formatted(observations.size()),
                        "at most %d".formatted(MOST_OBSERVATIONS))
                .that(trainer == null || Tags.isWord(trainer), "trainer", trainer, "1 to 200 characters")
                .orThrow();
    }

    /** One of a trainer that says no name. */
    public Report(int rank, List<ReportedObservation> observations, boolean isFinal, boolean isDurable) {
        this(rank, observations, isFinal, isDurable, null);
    }

    /** Reads what a body says; a null among the observations is refused, since there is nothing that it could mean. */
    @JsonCreator
    public static Report of(
            @Nullable Integer rank,
            @Nullable List<@Nullable ReportedObservation> observations,
            @JsonProperty("final") @Nullable Boolean isFinal,
            @Nullable Boolean durable) {
        List<@Nullable ReportedObservation> given = observations == null ? Collections.emptyList() : observations;
        int missing = given.indexOf(null);
        Check.fields()
                .that(missing < 0, "observations/" + missing, null, "an object")
                .orThrow();
        return new Report(
                rank == null ? 0 : rank, List.copyOf(given), isFinal != null && isFinal, durable == null || durable);
    }

    /** The same, of a trainer that says its name. */
    public Report by(@Nullable String reporter) {
        return new Report(rank, observations, isFinal, isDurable, reporter);
    }

    /** Where an iteration stands in the report, or stands for the last time. */
    int lastIndexOf(long iteration) {
        for (int i = observations.size() - 1; i >= 0; i--) {
            if (observations.get(i).iteration() == iteration) {
                return i;
            }
        }
        throw new IllegalArgumentException("iteration %d is not in the report".formatted(iteration));
    }
}
