package dev.rangefinder.training;

import dev.rangefinder.run.RunState;
import java.util.Locale;
import java.util.UUID;

/** A training that is not over. */
public class TrainingNotDeletableException extends RuntimeException {

    TrainingNotDeletableException(UUID id, RunState state) {
        super("Training run %s is %s and cannot be deleted; report that it is final."
                .formatted(id, state.name().toLowerCase(Locale.ROOT)));
    }
}
