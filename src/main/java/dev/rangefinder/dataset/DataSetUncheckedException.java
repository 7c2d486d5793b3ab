package dev.rangefinder.dataset;

import dev.rangefinder.shared.ConflictException;

/** A data set that runs cannot train on: its check is not over, or has found something. */
public class DataSetUncheckedException extends ConflictException {

    DataSetUncheckedException(DataSet dataSet) {
        super("data-set-unchecked", why(dataSet));
    }

    private static String why(DataSet dataSet) {
        return dataSet.problem()
                .map(problem -> "The check of the data set %s has found: %s".formatted(dataSet.name(), problem))
                .orElseGet(() ->
                        "The data set %s is being checked, and has come to %d of %d samples: wait until its state is ready."
                                .formatted(
                                        dataSet.name(),
                                        dataSet.checked().orElse(0L),
                                        dataSet.total().orElse(0L)));
    }
}
