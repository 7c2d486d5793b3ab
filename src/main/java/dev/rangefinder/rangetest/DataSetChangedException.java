package dev.rangefinder.rangetest;

import dev.rangefinder.shared.ConflictException;

/** A data set that is no longer what an earlier range test was trained on. */
public class DataSetChangedException extends ConflictException {

    public DataSetChangedException(String name) {
        super(
                "data-set-changed",
                "The data set %s is gone, or stands for other content by now: to train on what is there, submit anew."
                        .formatted(name));
    }
}
