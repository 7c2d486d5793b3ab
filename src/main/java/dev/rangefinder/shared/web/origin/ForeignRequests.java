package dev.rangefinder.shared.web.origin;

import dev.rangefinder.shared.web.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses what a page of another site has a browser ask: on a machine where this service needs no key, each page that
 * its user looks at could read and change everything. A browser says itself where a request comes from ({@code Origin},
 * {@code Sec-Fetch-Site}); one whose page had its own name lead here ({@code Host}) gives that name away. Programs send
 * none of these but {@code Host}.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class ForeignRequests extends OncePerRequestFilter {

    private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";

    /** From the page itself, or from the user: an address that was typed, a bookmark. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final HostNames names;
    private final ObjectProvider<HandlerExceptionResolver> problems;

    ForeignRequests(
            WebSettings settings,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        this.names = new HostNames(settings.names());
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<ForeignRequestException> refusal = refusal(request);
        if (refusal.isPresent()) {
            problems.getObject().resolveException(request, response, null, refusal.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private Optional<ForeignRequestException> refusal(HttpServletRequest request) {
        @Nullable String name = request.getServerName(); // none in HTTP/1.0, which no browser speaks
        if (name != null && !names.have(name)) {
            return Optional.of(new ForeignRequestException(
                    HttpHeaders.HOST,
                    name,
                    "a name that this service goes by: localhost, an address, or one of rangefinder.web.names"));
        }
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !isOwn(origin, request)) {
            return Optional.of(new ForeignRequestException(
                    HttpHeaders.ORIGIN,
                    origin,
                    "none, or the address of this service: a page of another site may not use it"));
        }
        @Nullable String site = request.getHeader(SEC_FETCH_SITE);
        return site == null || OWN_SITES.contains(site) || isLink(request)
                ? Optional.empty()
                : Optional.of(new ForeignRequestException(
                        SEC_FETCH_SITE, site, "same-origin or none: a page of another site may not use this service"));
    }

    /** Behind a proxy the name that the browser knows is one of the settings, with whatever port. */
    private boolean isOwn(String origin, HttpServletRequest request) {
        try {
            URI uri = URI.create(origin);
            @Nullable String host = uri.getHost();
            return host != null
                    && (names.areSet(host)
                            || (host.equalsIgnoreCase(request.getServerName())
                                    && port(uri) == request.getServerPort()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static int port(URI origin) {
        return origin.getPort() >= 0 ? origin.getPort() : "https".equalsIgnoreCase(origin.getScheme()) ? 443 : 80;
    }

    /** A link that a user follows: the site that it stands on does not see where it leads. */
    private static boolean isLink(HttpServletRequest request) {
        return READING.contains(request.getMethod().toUpperCase(Locale.ROOT))
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"));
    }

    static final class ForeignRequestException extends RuntimeException {

        ForeignRequestException(String header, String value, String expected) {
            super(Problems.ValueError.of(header, value, expected).message());
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail foreign(ForeignRequestException exception) {
            return Problems.of(HttpStatus.FORBIDDEN, "foreign-request", String.valueOf(exception.getMessage()));
        }
    }
}
