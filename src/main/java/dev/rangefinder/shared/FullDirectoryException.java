package dev.rangefinder.shared;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

/** A data directory with too little room for what a server writes there. */
class FullDirectoryException extends RuntimeException {

    FullDirectoryException(Path directory, DataSize free, DataSize needed) {
        super("The data directory %s has %d MB of free space, and %d MB are needed."
                .formatted(directory, free.toMegabytes(), needed.toMegabytes()));
    }

    /** Says at start what to do about it; early for the reason that {@link UnwritableDirectoryException} has. */
    @Order(0)
    static class Analyzer extends AbstractFailureAnalyzer<FullDirectoryException> {

        @Override
        protected @Nullable FailureAnalysis analyze(Throwable rootFailure, FullDirectoryException cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Make room, or name another one with --rangefinder.data.directory=… (RANGEFINDER_DATA_DIRECTORY)."
                            + " The first start unpacks the engine (400 MB) and makes a database (100 MB) there.",
                    cause);
        }
    }
}
