package dev.rangefinder.rangetest;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which range test another one came from, and how. */
record Origin(@Nullable UUID rerunOf, @Nullable UUID refines) {

    static final Origin NONE = new Origin(null, null);

    static Origin rerunOf(UUID id) {
        return new Origin(id, null);
    }

    static Origin refines(UUID id) {
        return new Origin(null, id);
    }
}
