package dev.rangefinder.shared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conditions in SQL that must all hold, with the values behind their names. */
public final class SqlConditions {

    private final List<String> conditions = new ArrayList<>(List.of("true"));
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds a condition, unless there is no value for it. */
    public SqlConditions and(String condition, String name, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
        return this;
    }

    public String sql() {
        return String.join(" and ", conditions);
    }

    public Map<String, Object> values() {
        return values;
    }
}
