package dev.rangefinder.dataset;

/** A data set that runs train on, or will. */
public class DataSetInUseException extends RuntimeException {

    DataSetInUseException(String name) {
        super("Runs that are queued or running train on the data set %s; cancel them or wait for their end."
                .formatted(name));
    }
}
