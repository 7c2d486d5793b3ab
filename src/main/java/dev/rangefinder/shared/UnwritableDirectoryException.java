package dev.rangefinder.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** A data directory in which this server can write nothing. */
class UnwritableDirectoryException extends RuntimeException {

    UnwritableDirectoryException(Path directory, IOException cause) {
        super(
                "The data directory %s cannot be written to by the user %s: it %s (%s)."
                        .formatted(directory, System.getProperty("user.name"), found(directory), cause.getMessage()),
                cause);
    }

    private static String found(Path directory) {
        if (!Files.exists(directory)) {
            return "cannot be made";
        }
        if (!Files.isDirectory(directory)) {
            return "is no directory";
        }
        try {
            return "belongs to " + Files.getOwner(directory).getName();
        } catch (IOException | UnsupportedOperationException unknown) {
            return "is there";
        }
    }

    /**
     * Says at start what to do about it; asked before Spring Boot's own analyzers, which see only that a bean is
     * missing.
     */
    @Order(0)
    static class Analyzer extends AbstractFailureAnalyzer<UnwritableDirectoryException> {

        @Override
        protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnwritableDirectoryException cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Give it to that user (for the container image: chown 10001 DIRECTORY), or name another one with"
                            + " --rangefinder.data.directory=… (RANGEFINDER_DATA_DIRECTORY).",
                    cause);
        }
    }
}
