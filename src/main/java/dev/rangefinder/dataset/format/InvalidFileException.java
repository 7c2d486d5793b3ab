package dev.rangefinder.dataset.format;

/** A file that cannot be taken into a data set: which part of the upload, what was found in it, what was expected. */
public class InvalidFileException extends RuntimeException {

    private final String part;
    private final String found;
    private final String expected;

    public InvalidFileException(String part, String found, String expected) {
        super("%s: found %s, expected %s".formatted(part, found, expected));
        this.part = part;
        this.found = found;
        this.expected = expected;
    }

    public String part() {
        return part;
    }

    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }
}
