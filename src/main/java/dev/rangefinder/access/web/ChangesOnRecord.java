package dev.rangefinder.access.web;

import dev.rangefinder.access.AuditTrail;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Puts each request that changes something on the audit trail. Reports are not: they come by the thousand, and change
 * only what their trainer was given to report.
 */
@Configuration(proxyBeanMethods = false)
class ChangesOnRecord implements WebMvcConfigurer, HandlerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(ChangesOnRecord.class);

    private static final String ENTRY = ChangesOnRecord.class.getName();

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final AuditTrail trail;

    ChangesOnRecord(AuditTrail trail) {
        this.trail = trail;
    }

    static boolean changes(HttpServletRequest request) {
        return !READING.contains(request.getMethod());
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this)
                .addPathPatterns("/v1/**")
                .excludePathPatterns("/v1/*/*/observations", "/v1/*/{id}:next");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (changes(request) && handler instanceof HandlerMethod && request.getAttribute(ENTRY) == null) {
            String route =
                    request.getMethod() + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            request.setAttribute(
                    ENTRY,
                    trail.begun(Callers.current().name(), route, request.getRequestURI(), request.getRemoteAddr()));
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception exception) {
        if (request.getAttribute(ENTRY) instanceof UUID entry) {
            @Nullable String made = response.getHeader(HttpHeaders.LOCATION);
            try {
                trail.ended(entry, made == null ? request.getRequestURI() : made, response.getStatus());
            } catch (DataAccessException away) {
                LOG.warn("The outcome {} of audit entry {} could not be written down.", response.getStatus(), entry);
            }
        }
    }
}
