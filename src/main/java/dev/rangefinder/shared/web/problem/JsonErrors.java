package dev.rangefinder.shared.web.problem;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.web.BodyLimit;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a JSON body in terms of the body: a pointer, the value, what was expected. */
public final class JsonErrors {

    /** Where Jackson says what it met: its kind, and the value itself if that is a short one. */
    private static final Pattern GIVEN =
            Pattern.compile("(?:coerce|from) (?<kind>\\S+) value(?: \\(\"?(?<value>[^()\"`]*)\"?\\))?"
                    + "|umeric value \\((?<number>[^()]*)\\)");

    /** How Jackson begins when a body is longer than {@link BodyLimit}; its other limits are on what is in a body. */
    private static final String TOO_LONG = "Document length";

    /** A remark on the parser's state that means nothing to the client that sent the body. */
    private static final Pattern MARKER = Pattern.compile(" \\(start marker at .*\\)");

    private JsonErrors() {}

    /** The same of an object that was made of query parameters. */
    public static ProblemDetail explainQuery(JacksonException exception) {
        ProblemDetail problem = explain(exception);
        if (problem.getProperties() == null || !(problem.getProperties().get("errors") instanceof List<?> errors)) {
            return problem;
        }
        return Problems.ofValues(errors.stream()
                .map(ValueError.class::cast)
                .map(error -> new ValueError(error.pointer().replaceFirst("^/", "?"), error.value(), error.expected()))
                .toList());
    }

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
            case InvalidTypeIdException unknown -> unknownType(unknown);
            case InputCoercionException tooLarge -> one(exception, given(tooLarge), "a number of 64 bits at most");
            case InvalidFormatException format ->
                one(exception, format.getValue(), Expected.of(format.getTargetType()));
            case MismatchedInputException mismatch -> one(exception, given(mismatch), expectation(mismatch));
            case StreamConstraintsException beyond -> beyondLimits(beyond);
            default -> malformed(exception);
        };
    }

    private static ProblemDetail beyondLimits(StreamConstraintsException exception) {
        return exception.getOriginalMessage().startsWith(TOO_LONG)
                ? Problems.of(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "body-too-large",
                        "The body is larger than %d bytes, the most that is accepted here.".formatted(BodyLimit.BYTES))
                : malformed(exception);
    }

    private static ProblemDetail malformed(JacksonException exception) {
        return Problems.of(
                HttpStatus.BAD_REQUEST, "malformed-json", "The body is not valid JSON: " + syntax(exception));
    }

    /** What is wrong, and where if that is known: of a number that is too long it is not. */
    private static String syntax(JacksonException exception) {
        String message = MARKER.matcher(exception.getOriginalMessage()).replaceAll("");
        TokenStreamLocation location = exception.getLocation();
        return location == null || location.getLineNr() < 1
                ? message + "."
                : "%s (line %d, column %d).".formatted(message, location.getLineNr(), location.getColumnNr());
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

    /** Without a type id the value that was given is not known: the field that is missing is named. */
    private static ProblemDetail unknownType(InvalidTypeIdException exception) {
        String given = exception.getTypeId();
        String field = exception
                .getBaseType()
                .getRawClass()
                .getAnnotation(JsonTypeInfo.class)
                .property();
        String pointer = given == null ? pointer(exception) + "/" + field : pointer(exception);
        return Problems.ofValues(List.of(ValueError.of(pointer, given, names(exception))));
    }

    /** The names of a closed choice of records, of which some may be a choice themselves. */
    private static String names(InvalidTypeIdException exception) {
        return "one of " + names(exception.getBaseType().getRawClass()).sorted().collect(Collectors.joining(", "));
    }

    private static Stream<String> names(Class<?> type) {
        Class<?>[] choice = type.getPermittedSubclasses();
        return choice == null
                ? Stream.of(type.getAnnotation(JsonTypeName.class).value())
                : Arrays.stream(choice).flatMap(JsonErrors::names);
    }

    /** What was given instead, as Jackson's message has it; null where nothing was. */
    private static @Nullable String given(JacksonException exception) {
        Matcher value = GIVEN.matcher(exception.getOriginalMessage());
        if (!value.find()) {
            return null;
        }
        return Stream.of("value", "number", "kind")
                .map(value::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String expectation(MismatchedInputException exception) {
        String message = exception.getOriginalMessage();
        return message.startsWith("Missing required") ? "a value" : Expected.of(exception.getTargetType());
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
