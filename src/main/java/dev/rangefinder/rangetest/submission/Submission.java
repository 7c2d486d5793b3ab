package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client asks for: a workload, the rates to go through, and how often to repeat it with another seed. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "execution",
        visible = true,
        defaultImpl = ManagedSubmission.class)
public sealed interface Submission permits ManagedSubmission, ReportedSubmission {

    @Nullable
    String name();

    ExecutionMode execution();

    Sweep sweep();

    Integer repeats();

    Long seed();

    Map<String, String> tags();

    Placement placement();

    /** Holds what every submission says against its limits. */
    static void check(@Nullable String name, Sweep sweep, int repeats, Map<String, String> tags) {
        Check check = Check.fields()
                .present("sweep", sweep)
                .that(name == null || name.length() <= Limits.LONGEST_NAME, "name", name, "at most 200 characters")
                .between("repeats", repeats, 1, Limits.MOST_REPEATS);
        Tags.check(check, tags);
        check.orThrow();
        long observations = repeats * sweep.iterations();
        Check.fields()
                .that(
                        observations <= Limits.MOST_OBSERVATIONS,
                        "repeats",
                        repeats,
                        "repeats × iterations of at most %d".formatted(Limits.MOST_OBSERVATIONS))
                .orThrow();
    }

    /** What a range test may have at most. */
    final class Limits {

        private static final int LONGEST_NAME = 200;
        private static final int MOST_REPEATS = 64;

        /** Repeats count too: all curves are read together, and so many observations are a hundred megabytes. */
        public static final long MOST_OBSERVATIONS = 1_000_000;

        private Limits() {}
    }
}
