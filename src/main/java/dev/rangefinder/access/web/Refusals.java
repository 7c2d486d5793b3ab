package dev.rangefinder.access.web;

import dev.rangefinder.access.AuditTrail;
import dev.rangefinder.access.Caller;
import dev.rangefinder.access.OtherClientException;
import dev.rangefinder.access.RoleNeededException;
import dev.rangefinder.shared.web.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Answers what is not let in as everything else is answered that is refused: with a problem. */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final String SCHEME = "Bearer realm=\"rangefinder\"";

    private final ObjectProvider<HandlerExceptionResolver> problems;
    private final AuditTrail trail;

    Refusals(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems,
            AuditTrail trail) {
        this.problems = problems;
        this.trail = trail;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException exception) {
        boolean isMissing = exception instanceof InsufficientAuthenticationException;
        answer(request, response, isMissing ? new NoKeyException() : new InvalidKeyException());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException exception) {
        if (exception instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof RouteRoles.Needed needed) {
            Caller caller = Callers.current();
            if (ChangesOnRecord.changes(request)) {
                trail.refused(
                        caller.name(),
                        request.getMethod(),
                        request.getRequestURI(),
                        request.getRemoteAddr(),
                        HttpStatus.FORBIDDEN.value());
            }
            answer(request, response, new RoleNeededException(needed.role(), caller.role()));
        } else {
            throw exception;
        }
    }

    void answer(HttpServletRequest request, HttpServletResponse response, Exception refusal) {
        problems.getObject().resolveException(request, response, null, refusal);
    }

    static final class NoKeyException extends RuntimeException {

        NoKeyException() {
            super("no key");
        }
    }

    static final class InvalidKeyException extends RuntimeException {

        InvalidKeyException() {
            super("no valid key");
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ResponseEntity<ProblemDetail> noKey(NoKeyException exception) {
            return unauthorized(
                    SCHEME,
                    Problems.of(
                            HttpStatus.UNAUTHORIZED,
                            "key-required",
                            "This service asks for an API key: send Authorization: Bearer, and the key."));
        }

        /** RFC 6750, section 3.1. What is wrong with the key is not said: it might be one that is guessed. */
        @ExceptionHandler
        ResponseEntity<ProblemDetail> invalidKey(InvalidKeyException exception) {
            return unauthorized(
                    SCHEME + ", error=\"invalid_token\"",
                    Problems.of(
                            HttpStatus.UNAUTHORIZED,
                            "invalid-key",
                            "The key that was sent is none that is valid here: it is mistyped, revoked or past its time."));
        }

        private static ResponseEntity<ProblemDetail> unauthorized(String challenge, ProblemDetail problem) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                    .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem);
        }

        @ExceptionHandler
        ProblemDetail roleNeeded(RoleNeededException exception) {
            return Problems.of(HttpStatus.FORBIDDEN, "role-needed", String.valueOf(exception.getMessage()));
        }

        @ExceptionHandler
        ProblemDetail otherClient(OtherClientException exception) {
            return Problems.of(HttpStatus.FORBIDDEN, "other-client", String.valueOf(exception.getMessage()));
        }
    }
}
