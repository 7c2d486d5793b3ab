package dev.rangefinder.training;

import dev.rangefinder.run.RunState;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.SqlConditions;
import dev.rangefinder.shared.TimeOrder;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a search over trainings asks for: every field that is given must match. */
public record TrainingCriteria(
        @Nullable UUID rangeTest,
        @Nullable String policy,
        @Nullable RunState state,
        @Nullable String client,
        Map<String, String> tags,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    /** The conditions in SQL; the state is that of the run, which has the training for its group. */
    SqlConditions where() {
        return new SqlConditions()
                .and("range_test = :rangeTest", "rangeTest", rangeTest)
                .and("policy = :policy", "policy", policy)
                .and(
                        "tags @> cast(:tags as jsonb)",
                        "tags",
                        tags.isEmpty() ? null : Json.MAPPER.writeValueAsString(tags))
                .and("id > :after", "after", createdAfter == null ? null : TimeOrder.lastAt(createdAfter))
                .and("id < :before", "before", createdBefore == null ? null : TimeOrder.firstAt(createdBefore))
                .and(
                        "exists (select from run where run.group_id = training.id and run.state = :state)",
                        "state",
                        state == null ? null : state.name())
                .and(
                        "exists (select from run where run.group_id = training.id and run.client = :client)",
                        "client",
                        client);
    }
}
