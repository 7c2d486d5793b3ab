package dev.rangefinder.shared;

import org.jspecify.annotations.Nullable;

/** One value that cannot be accepted: the field by its JSON name, what was given, what would have been right. */
public record Violation(String field, @Nullable Object value, String expected) {

    public String message() {
        return "%s is %s, expected %s".formatted(field, value, expected);
    }
}
