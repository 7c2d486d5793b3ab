package dev.rangefinder.comparison;

import dev.rangefinder.comparison.judge.Judgement.Verdict;
import dev.rangefinder.run.RunState;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.SqlConditions;
import dev.rangefinder.shared.TimeOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a search over comparisons asks for: every field that is given must match. */
public record ComparisonCriteria(
        @Nullable String model,
        @Nullable String dataset,
        @Nullable String optimizer,
        @Nullable Integer batchSize,
        @Nullable RunState state,
        @Nullable Verdict verdict,
        @Nullable String client,
        Map<String, String> tags,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    /** The conditions in SQL, with the values behind their names. */
    SqlConditions where() {
        SqlConditions where = new SqlConditions();
        where.and("model = :model", "model", model);
        where.and("dataset = :dataset", "dataset", dataset);
        where.and("optimizer = :optimizer", "optimizer", optimizer);
        where.and("batch_size = :batchSize", "batchSize", batchSize);
        where.and("state = :state", "state", state == null ? null : state.name());
        where.and(
                "verdicts @> cast(:verdicts as jsonb)",
                "verdicts",
                verdict == null ? null : Json.MAPPER.writeValueAsString(List.of(verdict)));
        where.and("definition -> 'placement' ->> 'client' = :client", "client", client);
        where.and("tags @> cast(:tags as jsonb)", "tags", tags.isEmpty() ? null : Json.MAPPER.writeValueAsString(tags));
        where.and("id > :after", "after", createdAfter == null ? null : TimeOrder.lastAt(createdAfter));
        where.and("id < :before", "before", createdBefore == null ? null : TimeOrder.firstAt(createdBefore));
        return where;
    }
}
