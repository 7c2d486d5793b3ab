package dev.rangefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The key of the role admin that a server under test makes at its start, where its settings say so. */
public final class FirstKey {

    public static final String FILE = "target/test-data/first.key";

    /** What a server is told to ask for keys. */
    public static final String SETTING = "rangefinder.first-key=" + FILE;

    private FirstKey() {}

    public static String text() {
        try {
            return Files.readString(Path.of(FILE)).strip();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
