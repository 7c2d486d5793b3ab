package dev.rangefinder.dataset;

/** A name that already stands for other content. */
public class NameTakenException extends RuntimeException {

    NameTakenException(String name) {
        super("The name %s is taken by a data set with other content.".formatted(name));
    }
}
