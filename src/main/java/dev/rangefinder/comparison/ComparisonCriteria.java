package dev.rangefinder.comparison;

import dev.rangefinder.run.RunState;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.SqlConditions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a search over comparisons asks for: every field that is given must match. */
public record ComparisonCriteria(
        @Nullable String model,
        @Nullable String dataset,
        @Nullable String optimizer,
        @Nullable RunState state,
        Map<String, String> tags) {

    /** The conditions in SQL, with the values behind their names. */
    SqlConditions where() {
        SqlConditions where = new SqlConditions();
        where.and("model = :model", "model", model);
        where.and("dataset = :dataset", "dataset", dataset);
        where.and("optimizer = :optimizer", "optimizer", optimizer);
        where.and("state = :state", "state", state == null ? null : state.name());
        where.and("tags @> cast(:tags as jsonb)", "tags", tags.isEmpty() ? null : Json.MAPPER.writeValueAsString(tags));
        return where;
    }
}
