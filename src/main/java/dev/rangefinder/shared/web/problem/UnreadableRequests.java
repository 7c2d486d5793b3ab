package dev.rangefinder.shared.web.problem;

import dev.rangefinder.shared.web.problem.Problems.ValueError;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses what no controller could read as it was meant, before a body is looked at: a compressed body, a charset that
 * is not UTF-8, a query that is not what a form would send, or holds a NUL, and a path with matrix parameters, behind
 * which another route would be found than the one that was meant.
 */
@Component
class UnreadableRequests extends OncePerRequestFilter {

    /** The methods of which a body is read. */
    private static final Set<String> BODIES = Set.of("POST", "PUT", "PATCH");

    private final ObjectProvider<HandlerExceptionResolver> problems;

    UnreadableRequests(@Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<RuntimeException> refusal = bodyRefusal(request)
                .or(() -> queryRefusal(request.getQueryString()))
                .or(() -> pathRefusal(request.getRequestURI()));
        if (refusal.isPresent()) {
            problems.getObject().resolveException(request, response, null, refusal.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private static Optional<RuntimeException> bodyRefusal(HttpServletRequest request) {
        if (!BODIES.contains(request.getMethod())) {
            return Optional.empty();
        }
        @Nullable String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            return Optional.of(new UnreadableBodyException(
                    "The body has the Content-Encoding %s; only bodies without one are read here.".formatted(coding)));
        }
        @Nullable String type = request.getContentType();
        if (type == null) {
            return Optional.empty();
        }
        try {
            MediaType parsed = MediaType.parseMediaType(type);
            if (parsed.isWildcardType() || parsed.isWildcardSubtype()) {
                return Optional.of(
                        new UnreadableBodyException("Content-Type is %s, which names no type.".formatted(type)));
            }
            @Nullable Charset charset = parsed.getCharset();
            return charset == null
                            || charset.equals(StandardCharsets.UTF_8)
                            || charset.equals(StandardCharsets.US_ASCII)
                    ? Optional.empty()
                    : Optional.of(new UnreadableBodyException(
                            "The body is said to be in the charset %s; only UTF-8 is read here.".formatted(charset)));
        } catch (InvalidMediaTypeException exception) {
            return Optional.of(
                    new UnreadableBodyException("Content-Type cannot be read: %s.".formatted(exception.getMessage())));
        }
    }

    private static Optional<RuntimeException> queryRefusal(@Nullable String query) {
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&", -1))
                        .filter(pair -> !isText(pair))
                        .findFirst()
                        .map(UnreadableParameterException::new);
    }

    private static Optional<RuntimeException> pathRefusal(String path) {
        return path.contains(";") ? Optional.of(new UnreadablePathException()) : Optional.empty();
    }

    private static boolean isText(String encoded) {
        if (encoded.startsWith("=")) {
            return false;
        }
        try {
            byte[] bytes =
                    URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .noneMatch(c -> c == 0);
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return false;
        }
    }

    static final class UnreadableBodyException extends RuntimeException {

        UnreadableBodyException(String message) {
            super(message);
        }
    }

    static final class UnreadablePathException extends RuntimeException {

        UnreadablePathException() {
            super("The path has a ';'; no path here has parameters behind one.");
        }
    }

    static final class UnreadableParameterException extends RuntimeException {

        private final String pair;

        UnreadableParameterException(String pair) {
            super("an unreadable parameter");
            this.pair = pair;
        }
    }

    @RestControllerAdvice
    static class Advice {

        /** What Tomcat itself finds, as more parameters than it reads. */
        @ExceptionHandler
        ResponseEntity<ProblemDetail> unreadable(InvalidParameterException exception) {
            return ResponseEntity.badRequest()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(Problems.ofStatus(HttpStatus.BAD_REQUEST, "The query cannot be read."));
        }

        @ExceptionHandler
        ResponseEntity<ProblemDetail> unreadable(UnreadablePathException exception) {
            return ResponseEntity.badRequest()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(Problems.ofStatus(HttpStatus.BAD_REQUEST, String.valueOf(exception.getMessage())));
        }

        @ExceptionHandler
        ResponseEntity<ProblemDetail> unreadable(UnreadableBodyException exception) {
            return ResponseEntity.status(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
                    .header(HttpHeaders.ACCEPT_ENCODING, "identity")
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(Problems.ofStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE, String.valueOf(exception.getMessage())));
        }

        @ExceptionHandler
        ResponseEntity<ProblemDetail> unreadable(UnreadableParameterException exception) {
            String[] parts = exception.pair.split("=", 2);
            return ResponseEntity.badRequest()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(Problems.ofValues(List.of(ValueError.of(
                            "?" + parts[0],
                            parts.length < 2 ? null : parts[1],
                            "a name and a text in UTF-8, percent-encoded, without NUL"))));
        }
    }
}
