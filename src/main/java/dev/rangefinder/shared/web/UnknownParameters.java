package dev.rangefinder.shared.web;

import dev.rangefinder.shared.web.Problems.ValueError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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

/** Refuses query parameters that nobody reads: a misspelt bound must not be answered with the default. */
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
                    throw new UnknownParameterException(name, request.getParameter(name), known);
                }
            }
        }
        return true;
    }

    /** Those of the handler, and of what its controller makes of parameters for all its handlers. */
    private static Set<String> known(HandlerMethod handler) {
        Set<String> names = new TreeSet<>(names(handler.getMethod()));
        for (Method method : handler.getBeanType().getDeclaredMethods()) {
            if (method.isAnnotationPresent(ModelAttribute.class)) {
                names.addAll(names(method));
            }
        }
        return names;
    }

    private static List<String> names(Method method) {
        Stream<String> ofObject = Arrays.stream(method.getParameters())
                .map(parameter -> parameter.getAnnotation(QueryObject.class))
                .filter(Objects::nonNull)
                .flatMap(parameters -> Arrays.stream(parameters.value()));
        Stream<String> single = Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class))
                .map(parameter -> {
                    String name = parameter.getAnnotation(RequestParam.class).name();
                    return name.isEmpty() ? parameter.getName() : name;
                });
        return Stream.concat(ofObject, single).toList();
    }

    static class UnknownParameterException extends RuntimeException {

        private final transient ValueError error;

        UnknownParameterException(String name, String value, Set<String> known) {
            super("unknown parameter " + name);
            this.error = ValueError.of(
                    "?" + name,
                    value,
                    known.isEmpty() ? "no parameters here" : "one of the parameters " + String.join(", ", known));
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail unknown(UnknownParameterException exception) {
            return Problems.ofValues(List.of(exception.error));
        }
    }
}
