package dev.rangefinder.shared.web;

import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.web.Problems.ValueError;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a JSON body in terms of the body: a pointer, the value, what was expected. */
final class JsonErrors {

    private JsonErrors() {}

    static ProblemDetail explain(JacksonException exception) {
        if (causeOf(exception) instanceof InvalidValuesException invalid) {
            String prefix = pointer(exception);
            return Problems.ofValues(invalid.violations().stream()
                    .map(violation ->
                            ValueError.of(prefix + "/" + violation.field(), violation.value(), violation.expected()))
                    .toList());
        }
        return switch (exception) {
            case UnrecognizedPropertyException unknown ->
                one(exception, "an unknown field", "one of " + known(unknown));
            case InvalidTypeIdException unknown ->
                one(exception, unknown.getTypeId(), "a known " + typeProperty(unknown));
            case InvalidFormatException format -> one(exception, format.getValue(), expected(format.getTargetType()));
            case MismatchedInputException mismatch -> one(exception, null, expectation(mismatch));
            default ->
                Problems.of(
                        HttpStatus.BAD_REQUEST,
                        "malformed-json",
                        "The body is not valid JSON: %s (line %d, column %d)."
                                .formatted(
                                        exception.getOriginalMessage(),
                                        exception.getLocation().getLineNr(),
                                        exception.getLocation().getColumnNr()));
        };
    }

    private static ProblemDetail one(JacksonException exception, @Nullable Object value, String expected) {
        return Problems.ofValues(List.of(ValueError.of(pointer(exception), value, expected)));
    }

    private static @Nullable Throwable causeOf(JacksonException exception) {
        return exception instanceof StreamReadException ? null : exception.getCause();
    }

    private static String known(UnrecognizedPropertyException exception) {
        return exception.getKnownPropertyIds() == null
                ? "the documented fields"
                : exception.getKnownPropertyIds().stream()
                        .map(Object::toString)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private static String typeProperty(InvalidTypeIdException exception) {
        return exception.getBaseType().getRawClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static String expectation(MismatchedInputException exception) {
        String message = exception.getOriginalMessage();
        return message.startsWith("Missing required") ? "a value" : expected(exception.getTargetType());
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(java.util.Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "String" -> "a string";
            case "List", "ArrayList" -> "an array";
            case "UUID" -> "a UUID";
            default -> "an object";
        };
    }

    private static String pointer(JacksonException exception) {
        return exception.getPath().stream().map(JsonErrors::step).collect(Collectors.joining());
    }

    private static String step(Reference reference) {
        String name = reference.getPropertyName();
        return "/"
                + (name == null ? reference.getIndex() : name.replace("~", "~0").replace("/", "~1"));
    }
}
