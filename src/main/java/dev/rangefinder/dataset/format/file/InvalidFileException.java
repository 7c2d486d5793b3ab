package dev.rangefinder.dataset.format.file;

/** A file that cannot be taken into a data set: which part of the upload, what was found in it, what was expected. */
public class InvalidFileException extends RuntimeException {

    /** Of a value that a message quotes. */
    private static final int MOST_CHARACTERS = 60;

    private final String part;
    private final String found;
    private final String expected;

    public InvalidFileException(String part, String found, String expected) {
        super("%s: found %s, expected %s".formatted(part, found, expected));
        this.part = part;
        this.found = found;
        this.expected = expected;
    }

    /** A value as a message quotes it. */
    public static String shortened(String value) {
        return value.length() <= MOST_CHARACTERS ? value : value.substring(0, MOST_CHARACTERS) + "…";
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
