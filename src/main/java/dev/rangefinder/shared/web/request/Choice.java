package dev.rangefinder.shared.web.request;

import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Query parameters that are one of a closed choice. */
public final class Choice {

    private Choice() {}

    /** Reads one of a closed choice by its name in JSON. */
    public static <E extends Enum<E>> @Nullable E of(Class<E> type, String parameter, @Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidValuesException(List.of(new Violation(
                        parameter,
                        name,
                        "one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))))));
    }
}
