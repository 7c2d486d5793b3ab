package dev.rangefinder.rangetest;

import dev.rangefinder.run.RunState;
import java.util.Locale;
import java.util.UUID;

/** A range test that is already over. */
public class NotCancellableException extends RuntimeException {

    NotCancellableException(UUID id, RunState state) {
        super("Range test %s is %s and cannot be cancelled."
                .formatted(id, state.name().toLowerCase(Locale.ROOT)));
    }
}
