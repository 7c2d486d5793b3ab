package dev.rangefinder.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A database that does not take connections. */
class DatabaseNotReadyException extends RuntimeException {

    private static final String WRONG_PASSWORD = "28P01";
    private static final String NO_SUCH_DATABASE = "3D000";

    private final String state;

    DatabaseNotReadyException(String url, SQLException cause) {
        super(
                "The database at %s does not take connections: %s"
                        .formatted(withoutParameters(url), cause.getMessage()),
                cause);
        this.state = String.valueOf(cause.getSQLState());
    }

    /** A password may stand among them. */
    static String withoutParameters(String url) {
        return url.replaceFirst("\\?.*", "");
    }

    private String whatToDo() {
        return switch (state) {
            case WRONG_PASSWORD ->
                "Set spring.datasource.password (SPRING_DATASOURCE_PASSWORD) to the password that this user has there. A PostgreSQL image"
                        + " takes POSTGRES_PASSWORD at the first start of an empty volume only: with an older volume change the password in the"
                        + " database itself, as \"The password\" in docs/operations.md shows.";
            case NO_SUCH_DATABASE ->
                "Create it there (create database …), or name another one with spring.datasource.url.";
            default ->
                "See whether it runs and can be reached from here, and whether spring.datasource.url is right. A database that takes longer"
                        + " to start is waited for with rangefinder.database.start-limit.";
        };
    }

    /** Says at start what to do about it. */
    static class Analyzer extends AbstractFailureAnalyzer<DatabaseNotReadyException> {

        @Override
        protected @Nullable FailureAnalysis analyze(Throwable rootFailure, DatabaseNotReadyException cause) {
            return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.whatToDo(), cause);
        }
    }
}
