package dev.rangefinder.shared.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What Spring refuses by itself, in the words of a client: what it asked for, and what there is. */
final class HttpRefusals {

    private HttpRefusals() {}

    /** A sentence; empty for an exception that says enough. */
    static Optional<String> explain(Exception exception, HttpServletRequest request) {
        String path = request.getRequestURI();
        if (exception instanceof NoResourceFoundException) {
            return Optional.of(Problems.nothingAt(path));
        }
        if (exception instanceof HttpRequestMethodNotSupportedException method) {
            return Optional.of("%s is no method of %s%s."
                    .formatted(method.getMethod(), path, expected(", expected ", method.getSupportedHttpMethods())));
        }
        if (exception instanceof HttpMediaTypeNotAcceptableException accept) {
            return Optional.of(header(request, HttpHeaders.ACCEPT, accept.getSupportedMediaTypes()));
        }
        if (exception instanceof HttpMediaTypeNotSupportedException content) {
            return Optional.of(header(request, HttpHeaders.CONTENT_TYPE, content.getSupportedMediaTypes()));
        }
        return Optional.empty();
    }

    private static String header(HttpServletRequest request, String name, Collection<?> possible) {
        String value = request.getHeader(name);
        return "%s is %s%s.".formatted(name, value == null ? "missing" : value, expected(", expected ", possible));
    }

    private static String expected(String before, @Nullable Collection<?> possible) {
        return possible == null || possible.isEmpty()
                ? ""
                : possible.stream().map(Object::toString).sorted().collect(Collectors.joining(" or ", before, ""));
    }
}
