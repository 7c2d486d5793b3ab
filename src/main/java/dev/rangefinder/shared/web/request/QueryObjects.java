package dev.rangefinder.shared.web.request;

import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.web.problem.JsonErrors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes objects of query parameters; they are read as a body would be, and refused by the names of the parameters. */
@Configuration(proxyBeanMethods = false)
public class QueryObjects implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d+)?|NaN|[+-]?Infinity");

    QueryObjects() {}

    /**
     * Reads an object; what is wrong with it is answered as a problem that names the parameter.
     *
     * @param object of a {@link QueryObject}, and whatever was put to it
     */
    public static <T> T read(ObjectNode object, Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(object, type);
        } catch (JacksonException exception) {
            throw new UnreadableException(exception);
        }
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(QueryObject.class);
    }

    @Override
    public ObjectNode resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        ObjectNode object = NODES.objectNode();
        for (String name : Objects.requireNonNull(parameter.getParameterAnnotation(QueryObject.class))
                .value()) {
            String[] values = request.getParameterValues(name);
            if (values != null && !String.join("", values).isEmpty()) {
                object.set(name, value(values));
            }
        }
        return object;
    }

    /** With commas, or given several times, it is an array. */
    private static JsonNode value(String... values) {
        List<JsonNode> elements = Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(element -> scalar(element.strip()))
                .toList();
        return elements.size() == 1 ? elements.getFirst() : new ArrayNode(NODES, elements);
    }

    private static JsonNode scalar(String text) {
        if (WHOLE.matcher(text).matches()) {
            return NODES.numberNode(Long.parseLong(text));
        } else if (NUMBER.matcher(text).matches()) {
            return NODES.numberNode(Double.parseDouble(text));
        } else if (text.equals("true") || text.equals("false")) {
            return NODES.booleanNode(text.equals("true"));
        }
        return NODES.stringNode(text);
    }

    static class UnreadableException extends RuntimeException {

        private final JacksonException exception;

        UnreadableException(JacksonException exception) {
            super(exception);
            this.exception = exception;
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail unreadable(UnreadableException unreadable) {
            return JsonErrors.explainQuery(unreadable.exception);
        }
    }
}
