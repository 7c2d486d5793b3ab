package dev.rangefinder.dataset;

import dev.rangefinder.shared.ConflictException;

/** An attempt to replace or delete what came with the service. */
public class BuiltInException extends ConflictException {

    BuiltInException(String name) {
        super("built-in", "The data set %s is built in; it can be neither replaced nor deleted.".formatted(name));
    }
}
