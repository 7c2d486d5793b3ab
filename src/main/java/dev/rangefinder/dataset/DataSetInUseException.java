package dev.rangefinder.dataset;

import dev.rangefinder.shared.ConflictException;

/** A data set that runs train on, or will. */
public class DataSetInUseException extends ConflictException {

    DataSetInUseException(String name) {
        super(
                "data-set-in-use",
                "Runs that are queued or running train on the data set %s; cancel them or wait for their end."
                        .formatted(name));
    }
}
