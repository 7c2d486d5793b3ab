package dev.rangefinder.rangetest;

import dev.rangefinder.run.RunState;
import dev.rangefinder.shared.ConflictException;
import java.util.Locale;
import java.util.UUID;

/** A range test that is not over. */
public class RangeTestNotDeletableException extends ConflictException {

    RangeTestNotDeletableException(UUID id, RunState state) {
        super(
                "not-deletable",
                "Range test %s is %s and cannot be deleted; cancel it, or wait for its end."
                        .formatted(id, state.name().toLowerCase(Locale.ROOT)));
    }
}
