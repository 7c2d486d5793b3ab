package dev.rangefinder.dataset;

/** An attempt to replace or delete what came with the service. */
public class BuiltInException extends RuntimeException {

    BuiltInException(String name) {
        super("The data set %s is built in; it can be neither replaced nor deleted.".formatted(name));
    }
}
