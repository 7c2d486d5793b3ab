package dev.rangefinder.shared.web.request;

import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses query parameters that no controller reads, since a misspelt bound must not be answered with the default; and
 * those that are given twice where only one value would be read.
 */
@Configuration(proxyBeanMethods = false)
class UnknownParameters implements WebMvcConfigurer, HandlerInterceptor {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/v1/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() != null && handler instanceof HandlerMethod method) {
            Set<String> known = known(method);
            for (String name : request.getParameterMap().keySet()) {
                if (!known.contains(name)) {
                    throw new UnreadParameterException(name, request.getParameter(name), known);
                }
                String[] values = request.getParameterValues(name);
                if (values.length > 1 && single(method).contains(name)) {
                    throw new UnreadParameterException(name, values.length);
                }
            }
        }
        return true;
    }

    private static Set<String> known(HandlerMethod handler) {
        return methods(handler)
                .flatMap(method -> names(method).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The handler, and what its controller makes of parameters for all its handlers. */
    private static Stream<Method> methods(HandlerMethod handler) {
        return Stream.concat(
                Stream.of(handler.getMethod()),
                Arrays.stream(handler.getBeanType().getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(ModelAttribute.class)));
    }

    private static List<String> names(Method method) {
        Stream<String> ofObject = Arrays.stream(method.getParameters())
                .map(parameter -> parameter.getAnnotation(QueryObject.class))
                .filter(Objects::nonNull)
                .flatMap(parameters -> Arrays.stream(parameters.value()));
        Stream<String> single = Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class))
                .map(UnknownParameters::name);
        return Stream.concat(ofObject, single).toList();
    }

    /** The names of those of which only one value is read. */
    private static Set<String> single(HandlerMethod handler) {
        return methods(handler)
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class))
                .filter(parameter -> !Collection.class.isAssignableFrom(parameter.getType()))
                .map(UnknownParameters::name)
                .collect(Collectors.toSet());
    }

    private static String name(Parameter parameter) {
        String name = parameter.getAnnotation(RequestParam.class).name();
        return name.isEmpty() ? parameter.getName() : name;
    }

    static class UnreadParameterException extends RuntimeException {

        private final transient ValueError error;

        UnreadParameterException(String name, String value, Set<String> known) {
            super("unknown parameter " + name);
            this.error = ValueError.of(
                    "?" + name,
                    value,
                    known.isEmpty() ? "no parameters here" : "one of the parameters " + String.join(", ", known));
        }

        UnreadParameterException(String name, int times) {
            super("repeated parameter " + name);
            this.error = ValueError.of("?" + name, "there %d times".formatted(times), "once");
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail unknown(UnreadParameterException exception) {
            return Problems.ofValues(List.of(exception.error));
        }
    }
}
