package dev.rangefinder.model;

/** A file that is no module which could be trained here: what was found, and what was expected. */
public class InvalidModuleException extends RuntimeException {

    private final String found;
    private final String expected;

    public InvalidModuleException(String found, String expected) {
        super("found %s, expected %s".formatted(found, expected));
        this.found = found;
        this.expected = expected;
    }

    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }
}
