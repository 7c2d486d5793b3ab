package dev.rangefinder.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A data directory that another server uses at this moment. */
class DirectoryInUseException extends RuntimeException {

    DirectoryInUseException(Path directory) {
        super("Another Rangefinder uses the data directory %s.".formatted(directory));
    }

    /** Says at start what to do about it. */
    static class Analyzer extends AbstractFailureAnalyzer<DirectoryInUseException> {

        @Override
        protected @Nullable FailureAnalysis analyze(Throwable rootFailure, DirectoryInUseException cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Stop it, or give this one a directory of its own with --rangefinder.data.directory=…, "
                            + "or let both use one PostgreSQL server with --spring.datasource.url=….",
                    cause);
        }
    }
}
