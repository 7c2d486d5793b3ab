package dev.rangefinder.shared.web.immutable;

import dev.rangefinder.shared.web.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * The bytes of an answer that are sent.
 *
 * @param last inclusive; one before the first where there are none
 * @param whole how many there are
 */
record ByteRange(long first, long last, long whole, boolean isPart) {

    /**
     * What a request asks for: all where it names no range, several, or one of something that is no longer the same.
     */
    static ByteRange asked(HttpServletRequest request, String tag, long whole) {
        ByteRange all = new ByteRange(0, whole - 1, whole, false);
        @Nullable String condition = request.getHeader(HttpHeaders.IF_RANGE);
        @Nullable String header = request.getHeader(HttpHeaders.RANGE);
        if (header == null || (condition != null && !condition.equals(tag))) {
            return all;
        }
        List<HttpRange> ranges;
        try {
            ranges = HttpRange.parseRanges(header);
        } catch (IllegalArgumentException notOurs) {
            return all; // RFC 9110, section 14.2: a range that is invalid or of another unit is ignored
        }
        if (ranges.size() != 1) {
            return all;
        }
        long first = ranges.getFirst().getRangeStart(Math.max(whole, 1));
        long last = ranges.getFirst().getRangeEnd(Math.max(whole, 1));
        if (first >= whole || last < first) {
            throw new UnsatisfiableException(header, whole);
        }
        return new ByteRange(first, last, whole, true);
    }

    long length() {
        return last - first + 1;
    }

    String contentRange() {
        return "bytes %d-%d/%d".formatted(first, last, whole);
    }

    static class UnsatisfiableException extends RuntimeException {

        private final long whole;

        UnsatisfiableException(String range, long whole) {
            super("The range %s lies behind the end: there are %d bytes.".formatted(range, whole));
            this.whole = whole;
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail unsatisfiable(UnsatisfiableException exception, HttpServletResponse response) {
            response.reset(); // no cache shall keep the refusal for a year
            response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + exception.whole);
            return Problems.of(
                    HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                    "range-not-satisfiable",
                    String.valueOf(exception.getMessage()));
        }
    }
}
