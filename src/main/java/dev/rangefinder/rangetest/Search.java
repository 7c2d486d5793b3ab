package dev.rangefinder.rangetest;

import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.run.RunState;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a search over past range tests asks for: every field that is given must match. */
public record Search(
        @Nullable String model,
        @Nullable String dataset,
        @Nullable String optimizer,
        @Nullable Integer batchSize,
        @Nullable RunState state,
        @Nullable Verdict verdict,
        Map<String, String> tags,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    /** Reads one of a closed choice by its name in JSON. */
    public static <E extends Enum<E>> @Nullable E choice(Class<E> type, String parameter, @Nullable String name) {
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

    /** The conditions in SQL, with the values behind their names. */
    Where where() {
        Where where = new Where();
        where.and("model = :model", "model", model);
        where.and("dataset = :dataset", "dataset", dataset);
        where.and("optimizer = :optimizer", "optimizer", optimizer);
        where.and("batch_size = :batchSize", "batchSize", batchSize);
        where.and("state = :state", "state", state == null ? null : state.name());
        where.and("verdict = :verdict", "verdict", verdict == null ? null : verdict.name());
        where.and("tags @> cast(:tags as jsonb)", "tags", tags.isEmpty() ? null : Json.MAPPER.writeValueAsString(tags));
        where.and("id > :after", "after", createdAfter == null ? null : TimeOrder.lastAt(createdAfter));
        where.and("id < :before", "before", createdBefore == null ? null : TimeOrder.firstAt(createdBefore));
        return where;
    }

    /** Conditions that must all hold. */
    static final class Where {

        private final List<String> conditions = new ArrayList<>(List.of("true"));
        private final Map<String, Object> values = new LinkedHashMap<>();

        void and(String condition, String name, @Nullable Object value) {
            if (value != null) {
                conditions.add(condition);
                values.put(name, value);
            }
        }

        String sql() {
            return String.join(" and ", conditions);
        }

        Map<String, Object> values() {
            return values;
        }
    }
}
