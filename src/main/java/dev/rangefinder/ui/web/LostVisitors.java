package dev.rangefinder.ui.web;

import dev.rangefinder.shared.web.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Shows the page, which says that there is nothing, to a browser at an address where there is nothing. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class LostVisitors {

    private static final ClassPathResource PAGE = new ClassPathResource("static/ui/index.html");

    /** A browser says that it reads HTML; other clients take anything, and below the API's addresses all get what they get. */
    @ExceptionHandler(exception = NoResourceFoundException.class, produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<?> nothing(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (!isOfABrowser(request) || path.startsWith("/v1/") || path.startsWith("/actuator/")) {
            return ResponseEntity.status(HttpStatus.NOT_FOUND)
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(Problems.of(HttpStatus.NOT_FOUND, "not-found", Problems.nothingAt(path)));
        }
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .contentType(MediaType.TEXT_HTML)
                .body(PAGE);
    }

    private static boolean isOfABrowser(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getMethod().equals("GET") && accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
    }
}
