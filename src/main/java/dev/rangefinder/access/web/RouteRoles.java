package dev.rangefinder.access.web;

import dev.rangefinder.access.Access;
import dev.rangefinder.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;

/**
 * Which role each route takes; {@code openapi.yaml} says the same, and a test holds them to each other. The probes, the
 * page and the contract take none.
 */
@Component
class RouteRoles implements AuthorizationManager<RequestAuthorizationContext> {

    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    /** The first that matches counts. */
    private static final List<Rule> RULES = List.of(
            new Rule(null, EndpointRequest.to("health")),
            new Rule(Role.READ, EndpointRequest.to("prometheus")),
            new Rule(Role.ADMIN, EndpointRequest.toAnyEndpoint()),
            new Rule(Role.ADMIN, PATHS.matcher("/v1/keys/**")),
            new Rule(Role.ADMIN, PATHS.matcher("/v1/audit/**")),
            new Rule(
                    Role.REPORT,
                    posts(
                            "/v1/schedules",
                            "/v1/range-tests",
                            "/v1/range-tests/{id}:cancel",
                            "/v1/range-tests/{id}:next",
                            "/v1/range-tests/{id}/observations",
                            "/v1/range-tests/{id}/training-runs",
                            "/v1/training-runs/{id}/observations",
                            "/v1/comparisons",
                            "/v1/comparisons/{id}:cancel",
                            "/v1/comparisons/{id}:next",
                            "/v1/comparisons/{id}/observations")),
            new Rule(Role.READ, reads("/v1/**")),
            new Rule(Role.SUBMIT, PATHS.matcher("/v1/**")));

    private final Access access;

    RouteRoles(Access access) {
        this.access = access;
    }

    /** A role that some requests take; null for none. */
    private record Rule(@Nullable Role role, RequestMatcher requests) {}

    /** What a refusal says. */
    record Needed(Role role) implements AuthorizationResult {

        @Override
        public boolean isGranted() {
            return false;
        }
    }

    private static RequestMatcher posts(String... paths) {
        return anyOf(Arrays.stream(paths).map(path -> PATHS.matcher(HttpMethod.POST, path)));
    }

    private static RequestMatcher reads(String path) {
        return anyOf(Stream.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS)
                .map(method -> PATHS.matcher(method, path)));
    }

    private static RequestMatcher anyOf(Stream<? extends RequestMatcher> matchers) {
        List<? extends RequestMatcher> all = matchers.toList();
        return request -> all.stream().anyMatch(matcher -> matcher.matches(request));
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        if (access.isOpen()) {
            return new AuthorizationDecision(true);
        }
        Optional<Role> needed = needed(context.getRequest());
        if (needed.isEmpty()) {
            return new AuthorizationDecision(true);
        }
        boolean isGranted = Callers.of(authentication.get())
                .filter(caller -> caller.role().includes(needed.get()))
                .isPresent();
        return isGranted ? new AuthorizationDecision(true) : new Needed(needed.get());
    }

    private static Optional<Role> needed(HttpServletRequest request) {
        return RULES.stream()
                .filter(rule -> rule.requests().matches(request))
                .findFirst()
                .map(Rule::role);
    }
}
