package dev.rangefinder.training;

import dev.rangefinder.run.RunState;
import dev.rangefinder.shared.ConflictException;
import java.util.Locale;
import java.util.UUID;

/** A training that is not over. */
public class TrainingNotDeletableException extends ConflictException {

    TrainingNotDeletableException(UUID id, RunState state) {
        super(
                "not-deletable",
                "Training run %s is %s and cannot be deleted; report that it is final."
                        .formatted(id, state.name().toLowerCase(Locale.ROOT)));
    }
}
