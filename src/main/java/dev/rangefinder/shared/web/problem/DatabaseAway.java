package dev.rangefinder.shared.web.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells a database that cannot be reached, after which a request may be sent again, and one that cannot keep a value,
 * from a defect of the service.
 */
@RestControllerAdvice
class DatabaseAway {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAway.class);

    /** A restart of PostgreSQL takes a few seconds. */
    private static final String RETRY_AFTER_SECONDS = "2";

    private static final String DISK_FULL = "53100";

    /** HikariCP's, which has no state. */
    private static final String CLOSED_BY_THE_POOL = "Connection is closed";

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> answer(RuntimeException exception) {
        if (causes(exception).anyMatch(DatabaseAway::isUnstorableValue)) {
            return ResponseEntity.badRequest()
                    .body(Problems.of(
                            HttpStatus.BAD_REQUEST,
                            "invalid-value",
                            "A value of the request cannot be kept by the database: it is too large, or is no text."));
        }
        if (causes(exception).anyMatch(cause -> hasState(cause, DISK_FULL))) {
            LOG.warn("A request is answered with 507: {}", exception.getMessage());
            return DiskFull.full(
                    HttpStatus.INSUFFICIENT_STORAGE,
                    "database-full",
                    "The disk of the database is full, and nothing was kept. Make room there; the same request then goes through.");
        }
        if (causes(exception).noneMatch(DatabaseAway::isLostConnection)) {
            throw exception;
        }
        LOG.warn("A request is answered with 503: {}", exception.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(
                        Problems.of(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "database-unavailable",
                                "The database cannot be reached. Send the request again, with the same Idempotency-Key if it creates something."));
    }

    private static Stream<Throwable> causes(Throwable exception) {
        return Stream.iterate(exception, cause -> cause != null, Throwable::getCause);
    }

    /** PostgreSQL's class 22, data exception: what no check of ours has refused by its name. */
    private static boolean isUnstorableValue(Throwable cause) {
        return hasState(cause, "22");
    }

    private static boolean hasState(Throwable cause, String beginning) {
        return cause instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith(beginning);
    }

    /**
     * PostgreSQL's classes 08, connection exception, and 57P, the server stops or starts; 53, it has too many
     * connections or too little memory at this moment; or the pool has waited in vain; or it has closed a broken
     * connection, of which a rollback then finds no more than that.
     */
    private static boolean isLostConnection(Throwable cause) {
        if (cause instanceof SQLTransientConnectionException || cause instanceof SQLNonTransientConnectionException) {
            return true;
        }
        if (!(cause instanceof SQLException sql)) {
            return false;
        }
        String state = sql.getSQLState();
        return state == null
                ? CLOSED_BY_THE_POOL.equals(sql.getMessage())
                : state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }
}
