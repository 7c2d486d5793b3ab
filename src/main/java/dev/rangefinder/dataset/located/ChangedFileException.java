package dev.rangefinder.dataset.located;

import java.io.IOException;

/** A file of a data set in place that is no longer what it was when the data set was registered. */
public final class ChangedFileException extends RuntimeException {

    ChangedFileException(String file, String how) {
        super("The file '%s' is not what it was when the data set was registered: it %s.".formatted(file, how));
    }

    private ChangedFileException(String message) {
        super(message);
    }

    static ChangedFileException ofBytes() {
        return new ChangedFileException(
                "The files are not what they were when the data set was registered: some of their bytes differ.");
    }

    /** Its directory is no longer below one of the roots. */
    public static ChangedFileException ofLocation() {
        return new ChangedFileException(
                "The location of the data set is not below a directory that rangefinder.datasets.roots allows, as it was when the data set was registered.");
    }

    /** They cannot be read as they could. */
    public static ChangedFileException unreadable(IOException why) {
        return new ChangedFileException(
                "The files cannot be read as when the data set was registered: " + why.getMessage());
    }
}
