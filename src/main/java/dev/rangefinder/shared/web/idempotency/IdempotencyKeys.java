package dev.rangefinder.shared.web.idempotency;

import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.Sha256;
import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Makes a create happen once for each {@code Idempotency-Key}: the key's row commits with what was created, and a
 * repeated request gets the stored answer.
 */
@Component
public class IdempotencyKeys {

    public static final String HEADER = "Idempotency-Key";

    private static final int LONGEST_KEY = 200;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    IdempotencyKeys(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * Creates in one transaction, or answers as the first time.
     *
     * @param route what is created: the same key may be used for another route
     * @param request what was asked for; the same key with another request is refused
     */
    public ResponseEntity<byte[]> once(
            @Nullable String key, String route, Object request, Supplier<ResponseEntity<?>> create) {
        if (key == null) {
            return inTransaction(() -> written(create.get()));
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw new InvalidKeyException(key);
        }
        byte[] fingerprint = Sha256.of(Json.MAPPER.writeValueAsBytes(request));
        return inTransaction(() -> {
            if (!lock(route, key)) {
                throw new InFlightException(key);
            }
            return stored(route, key, fingerprint).orElseGet(() -> {
                ResponseEntity<byte[]> response = written(create.get());
                store(route, key, fingerprint, response);
                return response;
            });
        });
    }

    private ResponseEntity<byte[]> inTransaction(Supplier<ResponseEntity<byte[]>> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    /** Held until the transaction ends, so that a second request meets either the lock or the row. */
    private boolean lock(String route, String key) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
                .param("name", route + " " + key)
                .query(Boolean.class)
                .single();
    }

    private Optional<ResponseEntity<byte[]>> stored(String route, String key, byte[] fingerprint) {
        return jdbc.sql("""
                        select fingerprint, status, location, body from idempotency_key
                        where route = :route and key = :key and created_at > now() - interval '24 hours'""")
                .param("route", route)
                .param("key", key)
                .query((row, number) -> {
                    if (!Arrays.equals(row.getBytes("fingerprint"), fingerprint)) {
                        throw new OtherRequestException(key);
                    }
                    String location = row.getString("location");
                    return answer(
                            row.getInt("status"), location == null ? null : URI.create(location), row.getBytes("body"));
                })
                .optional();
    }

    /** One that is too old to be asked for may still be there. */
    private void store(String route, String key, byte[] fingerprint, ResponseEntity<byte[]> response) {
        URI location = response.getHeaders().getLocation();
        jdbc.sql("""
                        insert into idempotency_key (route, key, fingerprint, status, location, body, created_at)
                        values (:route, :key, :fingerprint, :status, :location, :body, now())
                        on conflict (route, key) do update set fingerprint = excluded.fingerprint,
                          status = excluded.status, location = excluded.location, body = excluded.body,
                          created_at = excluded.created_at""")
                .param("route", route)
                .param("key", key)
                .param("fingerprint", fingerprint)
                .param("status", response.getStatusCode().value())
                .param("location", location == null ? null : location.toString())
                .param("body", response.getBody())
                .update();
    }

    /** The answer as it will be stored: the first answer and the repeated one are the same bytes. */
    private static ResponseEntity<byte[]> written(ResponseEntity<?> response) {
        return answer(
                response.getStatusCode().value(),
                response.getHeaders().getLocation(),
                Json.MAPPER.writeValueAsBytes(response.getBody()));
    }

    private static ResponseEntity<byte[]> answer(int status, @Nullable URI location, byte[] body) {
        ResponseEntity.BodyBuilder builder = ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
        return (location == null ? builder : builder.location(location)).body(body);
    }

    static class InvalidKeyException extends RuntimeException {

        private final String key;

        InvalidKeyException(String key) {
            super("an Idempotency-Key of %d characters".formatted(key.length()));
            this.key = key;
        }
    }

    static class InFlightException extends RuntimeException {
        InFlightException(String key) {
            super("A request with the Idempotency-Key %s is still being worked on.".formatted(key));
        }
    }

    static class OtherRequestException extends RuntimeException {
        OtherRequestException(String key) {
            super("The Idempotency-Key %s was used for another request.".formatted(key));
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail invalidKey(InvalidKeyException exception) {
            return Problems.ofValues(
                    List.of(ValueError.of(HEADER, exception.key, "1 to %d characters".formatted(LONGEST_KEY))));
        }

        @ExceptionHandler
        ProblemDetail inFlight(InFlightException exception) {
            return Problems.of(
                    HttpStatus.CONFLICT, "idempotency-key-in-flight", String.valueOf(exception.getMessage()));
        }

        @ExceptionHandler
        ProblemDetail otherRequest(OtherRequestException exception) {
            return Problems.of(
                    HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused", String.valueOf(exception.getMessage()));
        }
    }
}
