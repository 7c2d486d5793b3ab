package dev.rangefinder.rangetest;

/** A data set that is no longer what an earlier range test was trained on. */
public class DataSetChangedException extends RuntimeException {

    DataSetChangedException(String name) {
        super("The data set %s is gone, or stands for other content by now: to train on what is there, submit anew."
                .formatted(name));
    }
}
