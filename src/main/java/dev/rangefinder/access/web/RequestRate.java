package dev.rangefinder.access.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rangefinder.access.Caller;
import dev.rangefinder.quota.Quotas;
import dev.rangefinder.shared.web.problem.Problems;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Bears only so many requests a second of one key, or where none is asked for, of one address. Each server counts for
 * itself.
 */
@Configuration(proxyBeanMethods = false)
class RequestRate implements WebMvcConfigurer, HandlerInterceptor {

    /** Further ones begin anew: those that have not asked for longest. */
    private static final int MOST_CALLERS = 100_000;

    /** What is refused is not put on the audit trail. */
    private static final int BEFORE_THE_AUDIT_TRAIL = -1;

    private final Quotas quotas;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_CALLERS)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();

    RequestRate(Quotas quotas) {
        this.quotas = quotas;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/v1/**").order(BEFORE_THE_AUDIT_TRAIL);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Caller caller = Callers.current();
        Integer perSecond = quotas.of(caller.owner()).requests();
        if (perSecond == null || request.getDispatcherType() != DispatcherType.REQUEST) {
            return true;
        }
        String asker = caller.equals(Caller.ANYONE) ? request.getRemoteAddr() : caller.name();
        ConsumptionProbe probe = buckets.get(asker, name -> bucket(perSecond)).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new TooManyRequestsException(asker, perSecond, Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
        return true;
    }

    /** Full at first and after a second of silence, filled evenly. */
    private static Bucket bucket(int perSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }

    static final class TooManyRequestsException extends RuntimeException {

        private final transient Duration wait;

        TooManyRequestsException(String asker, int perSecond, Duration wait) {
            super("%s may send %d requests a second to each server.".formatted(asker, perSecond));
            this.wait = wait;
        }

        long wholeSeconds() {
            return Math.ceilDiv(wait.toMillis() + 1, 1000);
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ResponseEntity<ProblemDetail> tooMany(TooManyRequestsException exception) {
            return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                    .header(HttpHeaders.RETRY_AFTER, Long.toString(exception.wholeSeconds()))
                    .body(Problems.of(
                            HttpStatus.TOO_MANY_REQUESTS, "too-many-requests", String.valueOf(exception.getMessage())));
        }
    }
}
