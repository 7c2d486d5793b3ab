package dev.rangefinder.shared.web.problem;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a value of a type looks like, in words for the client that sent another. */
final class Expected {

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(int.class, Integer.class, long.class, Long.class);
    private static final Set<Class<?>> NUMBERS = Set.of(double.class, Double.class);
    private static final Set<Class<?>> TRUTHS = Set.of(boolean.class, Boolean.class);

    private Expected() {}

    static String of(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        } else if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        } else if (WHOLE_NUMBERS.contains(type)) {
            return "a whole number";
        } else if (NUMBERS.contains(type)) {
            return "a number";
        } else if (TRUTHS.contains(type)) {
            return "true or false";
        } else if (type == String.class) {
            return "a string";
        } else if (type == UUID.class) {
            return "a UUID";
        } else if (type == Instant.class) {
            return "a time such as 2026-01-31T12:00:00Z";
        } else if (Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return "an object";
    }
}
