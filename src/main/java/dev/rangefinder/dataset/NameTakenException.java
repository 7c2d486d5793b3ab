package dev.rangefinder.dataset;

import dev.rangefinder.shared.ConflictException;

/** A name that already stands for other content. */
public class NameTakenException extends ConflictException {

    NameTakenException(String name) {
        super("name-taken", "The name %s is taken by a data set with other content.".formatted(name));
    }
}
