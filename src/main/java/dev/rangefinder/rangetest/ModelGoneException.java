package dev.rangefinder.rangetest;

import dev.rangefinder.shared.ConflictException;

/** An uploaded model that was deleted since an earlier range test trained it. */
public class ModelGoneException extends ConflictException {

    public ModelGoneException(String id) {
        super(
                "model-gone",
                "The model %s is gone: upload its file again, and the range test can be run again.".formatted(id));
    }
}
