package dev.rangefinder.rangetest;

import dev.rangefinder.run.RunState;
import dev.rangefinder.shared.ConflictException;
import java.util.Locale;
import java.util.UUID;

/** A range test that is already over. */
public class NotCancellableException extends ConflictException {

    NotCancellableException(UUID id, RunState state) {
        super(
                "not-cancellable",
                "Range test %s is %s and cannot be cancelled."
                        .formatted(id, state.name().toLowerCase(Locale.ROOT)));
    }
}
