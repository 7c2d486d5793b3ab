package dev.rangefinder.report.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.shared.web.problem.Problems;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Bears only so many reports of one address, before their bodies are read, and says so in every answer as
 * draft-ietf-httpapi-ratelimit-headers-10 has it. Each server counts for itself.
 */
@Configuration(proxyBeanMethods = false)
class ReportRate implements WebMvcConfigurer, HandlerInterceptor {

    /** Further ones begin anew: those that have not reported for longest. */
    private static final int MOST_ADDRESSES = 100_000;

    private final ReportSettings settings;
    private final String policy;
    private final LoadingCache<String, Bucket> buckets;

    ReportRate(ReportSettings settings) {
        this.settings = settings;
        this.policy = "\"reports\";q=%d;w=%d"
                .formatted(settings.reports(), settings.reportsWindow().toSeconds());
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .expireAfterAccess(settings.reportsWindow())
                .build(address -> bucket());
    }

    /** Full at first and after a whole window of silence, filled evenly. */
    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(settings.reports()).refillGreedy(settings.reports(), settings.reportsWindow()))
                .build();
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/v1/*/*/observations");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        ConsumptionProbe probe = buckets.get(request.getRemoteAddr()).tryConsumeAndReturnRemaining(1);
        response.setHeader("RateLimit-Policy", policy);
        response.setHeader(
                "RateLimit",
                "\"reports\";r=" + probe.getRemainingTokens() + ";t=" + wholeSeconds(probe.getNanosToWaitForReset()));
        if (!probe.isConsumed()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(probe.getNanosToWaitForRefill())));
            throw new TooManyReportsException(settings);
        }
        return true;
    }

    private static long wholeSeconds(long nanos) {
        return Math.ceilDiv(nanos, Duration.ofSeconds(1).toNanos());
    }

    static final class TooManyReportsException extends RuntimeException {

        TooManyReportsException(ReportSettings settings) {
            super("This address may report %d times in %d s. Report several observations at a time."
                    .formatted(settings.reports(), settings.reportsWindow().toSeconds()));
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail tooMany(TooManyReportsException exception) {
            return Problems.of(
                    HttpStatus.TOO_MANY_REQUESTS, "too-many-reports", String.valueOf(exception.getMessage()));
        }
    }
}
