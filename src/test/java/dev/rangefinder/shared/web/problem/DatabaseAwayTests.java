package dev.rangefinder.shared.web.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** What a restart of PostgreSQL looks like from here, as the kill campaign has found it, and what does not. */
class DatabaseAwayTests {

    private final DatabaseAway advice = new DatabaseAway();

    static Stream<RuntimeException> lostConnections() {
        return Stream.of(
                new CannotCreateTransactionException("none", new SQLTransientConnectionException("timed out")),
                new TransactionSystemException("commit", new SQLException("An I/O error occurred", "08006")),
                new JpaSystemException(new RuntimeException(new SQLException("terminating connection", "57P01"))),
                new CannotCreateTransactionException("none", new SQLException("too many clients already", "53300")),
                new JpaSystemException(
                        new RuntimeException("Unable to rollback", new SQLException("Connection is closed"))));
    }

    @ParameterizedTest
    @MethodSource("lostConnections")
    void aLostConnectionIsNoDefect(RuntimeException exception) {
        ResponseEntity<ProblemDetail> answer = advice.answer(exception);
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("2");
    }

    @Test
    void aFullDatabaseIsSaidToBeFull() {
        ResponseEntity<ProblemDetail> answer = advice.answer(
                new JpaSystemException(new RuntimeException(new SQLException("could not extend file", "53100"))));
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.INSUFFICIENT_STORAGE);
        assertThat(answer.getBody())
                .extracting(ProblemDetail::getType)
                .hasToString("urn:rangefinder:problem:database-full");
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("60");
    }

    @Test
    void whatTheDatabaseRefusesIsOne() {
        RuntimeException refused =
                new DataIntegrityViolationException("twice", new SQLException("duplicate key", "23505"));
        assertThatThrownBy(() -> advice.answer(refused)).isSameAs(refused);
        RuntimeException unknown = new JpaSystemException(new RuntimeException(new SQLException("something")));
        assertThatThrownBy(() -> advice.answer(unknown)).isSameAs(unknown);
    }
}
