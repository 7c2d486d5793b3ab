package dev.rangefinder.shared.web.problem;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Problem answers (RFC 9457). Their types are stable and listed in {@code docs/problems.md}. */
public final class Problems {

    private static final String TYPE_PREFIX = "urn:rangefinder:problem:";

    /** Longer values are cut in the answer: it names what was wrong, it does not send it back. */
    private static final int LONGEST_VALUE = 200;

    private Problems() {}

    public static ProblemDetail of(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(TYPE_PREFIX + type));
        problem.setTitle(type.replace('-', ' '));
        return problem;
    }

    /** The detail of an answer to a path that no route has. */
    public static String nothingAt(String path) {
        return "There is nothing at %s.".formatted(path);
    }

    static boolean hasNoType(ProblemDetail problem) {
        URI type = problem.getType();
        return type == null || type.toString().equals("about:blank");
    }

    /** A problem about which there is nothing more to say than its status does. */
    static ProblemDetail ofStatus(HttpStatusCode code, String detail) {
        HttpStatus status = HttpStatus.valueOf(code.value());
        return of(status, status.name().toLowerCase(Locale.ROOT).replace('_', '-'), detail);
    }

    /** A problem that names every value that is wrong. */
    public static ProblemDetail ofValues(List<ValueError> errors) {
        ProblemDetail problem = of(
                HttpStatus.BAD_REQUEST,
                "invalid-value",
                String.join("; ", errors.stream().map(ValueError::message).toList()));
        problem.setProperty("errors", errors);
        return problem;
    }

    /**
     * One value that is wrong.
     *
     * @param pointer where it stands: a JSON pointer into the body, {@code ?name} for a query parameter, {@code {name}}
     *     for a part of the path, or the name of a header
     * @param value what was given, as text
     */
    public record ValueError(String pointer, @Nullable String value, String expected) {

        public static ValueError of(String pointer, @Nullable Object value, String expected) {
            return new ValueError(pointer, value == null ? null : shortened(value.toString()), expected);
        }

        public String message() {
            return "%s is %s, expected %s"
                    .formatted(pointer.isEmpty() ? "the body" : pointer, value == null ? "missing" : value, expected);
        }

        private static String shortened(String text) {
            return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
        }
    }
}
