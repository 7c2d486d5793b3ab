package dev.rangefinder.rangetest;

/** An uploaded model that was deleted since an earlier range test trained it. */
public class ModelGoneException extends RuntimeException {

    ModelGoneException(String id) {
        super("The model %s is gone: upload its file again, and the range test can be run again.".formatted(id));
    }
}
