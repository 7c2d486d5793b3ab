package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.SqlConditions;
import dev.rangefinder.shared.TimeOrder;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How PostgreSQL finds a page of past range tests among 20,000. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPlanIntegrationTests {

    private static final int ROWS = 20_000;
    private static final int PAGE = 50;

    /** A page of the index and one of the table for each row found, and the way down to them. */
    private static final int FEW_PAGES = 2 * PAGE;

    /** Row i is submitted i minutes after this. */
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    /** Ids as the service makes them: the millisecond, then what is random. */
    private static final String FILL = """
            insert into range_test (id, name, state, workload, dataset, model, optimizer, batch_size, sweep, evaluation,
              repeats, seed, tags, iterations_per_epoch, verdict, recommendation, created_at, started_at, ended_at,
              client, priority)
            select (substr(millis, 1, 8) || '-' || substr(millis, 9, 4) || '-7'
                || substr(md5(i::text), 1, 3) || '-9' || substr(md5(i::text), 4, 3)
                || '-' || substr(md5(i::text), 7, 12))::uuid,
              'experiment ' || i,
              case when i % 100 = 7 then 'FAILED' when i % 100 = 8 then 'CANCELLED' when i > :rows - 5 then 'QUEUED'
                else 'SUCCEEDED' end,
              jsonb_build_object('dataset', 'dataset-' || i % 20, 'model',
                jsonb_build_object('architecture', 'mlp', 'hidden', jsonb_build_array(256, 128)),
                'optimizer', jsonb_build_object('type', 'sgd', 'momentum', 0.9, 'nesterov', false, 'weight_decay', 0.0001),
                'batch_size', 64, 'preprocessing', 'standardize'),
              'dataset-' || i % 20,
              case when i % 3 = 0 then 'lenet' else 'mlp' end,
              'sgd',
              16 << (i / 20 % 6),
              '{"start_lr": 0.00001, "end_lr": 10, "iterations": 1000, "spacing": "exponential"}',
              '{"every": 50, "samples": 1000}',
              3, i,
              jsonb_build_object('team', 'team-' || i % 5, 'ticket', 'T-' || i),
              937,
              case when i % 100 in (7, 8) or i > :rows - 5 then null when i % 50 = 9 then 'TOO_NOISY' else 'OK' end,
              case when i % 100 in (7, 8) or i > :rows - 5 then null
                else jsonb_build_object('verdict', 'ok', 'base_lr', 0.001 * i, 'max_lr', 0.01 * i, 'step_size', 3748,
                  'evidence', (select jsonb_agg(md5(n::text)) from generate_series(1, 60) n)) end,
              created, created, created + interval '1 minute', 'client-' || i % 3, 0
            from (select i, :first + i * interval '1 minute' as created,
                lpad(to_hex((extract(epoch from :first + i * interval '1 minute') * 1000)::bigint), 12, '0') as millis
              from generate_series(1, :rows) i) as numbered""";

    @Autowired
    private Tables tables;

    @Autowired
    private JdbcClient jdbc;

    @BeforeAll
    void fill() {
        empty();
        jdbc.sql(FILL)
                .param("rows", ROWS)
                .param("first", FIRST.atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("vacuum analyze range_test").update();
    }

    @AfterAll
    void empty() {
        tables.empty();
    }

    /** What PostgreSQL did for a search. */
    private record Plan(Set<String> nodes, Set<String> indexes, int rows, int pages) {

        static Plan of(JsonNode explained) {
            JsonNode root = explained.get(0).get("Plan");
            Plan plan = new Plan(
                    new TreeSet<>(),
                    new TreeSet<>(),
                    root.get("Actual Rows").asInt(),
                    root.get("Shared Hit Blocks").asInt()
                            + root.get("Shared Read Blocks").asInt());
            plan.add(root);
            return plan;
        }

        private void add(JsonNode node) {
            nodes.add(node.get("Node Type").asString());
            if (node.has("Index Name")) {
                indexes.add(node.get("Index Name").asString());
            }
            if (node.has("Plans")) {
                node.get("Plans").forEach(this::add);
            }
        }
    }

    /** The plan of the statement that {@link RangeTestSearch} runs, with the fields of a search as JSON. */
    private Plan plan(String search, Integer beforeRow) {
        SqlConditions where =
                Json.MAPPER.readValue(search, RangeTestCriteria.class).where();
        where.and("id < :page", "page", beforeRow == null ? null : TimeOrder.firstAt(submittedAt(beforeRow)));
        String explained = jdbc.sql("explain (analyze, buffers, format json) " + RangeTestSearch.sql(where))
                .params(where.values())
                .param("limit", PAGE + 1)
                .query(String.class)
                .single();
        return Plan.of(new JsonMapper().readTree(explained));
    }

    private static Instant submittedAt(int row) {
        return FIRST.plus(Duration.ofMinutes(row));
    }

    private static void assertWalksAnIndex(Plan plan) {
        assertThat(plan.nodes()).doesNotContain("Seq Scan", "Sort", "Incremental Sort", "Bitmap Heap Scan");
        assertThat(plan.indexes()).hasSize(1);
    }

    @Test
    void theNewestRangeTestsAreTheEndOfThePrimaryKey() {
        Plan plan = plan("""
                {"tags": {}}""", null);
        assertWalksAnIndex(plan);
        assertThat(plan.indexes()).containsExactly("range_test_pkey");
        assertThat(plan.rows()).isEqualTo(PAGE + 1);
        assertThat(plan.pages()).isLessThanOrEqualTo(FEW_PAGES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\": \"lenet\", \"tags\": {}}",
                "{\"dataset\": \"dataset-7\", \"tags\": {}}",
                "{\"optimizer\": \"sgd\", \"tags\": {}}",
                "{\"batch_size\": 128, \"tags\": {}}",
                "{\"state\": \"succeeded\", \"tags\": {}}",
                "{\"state\": \"failed\", \"tags\": {}}",
                "{\"state\": \"queued\", \"tags\": {}}",
                "{\"verdict\": \"ok\", \"tags\": {}}",
                "{\"verdict\": \"too_noisy\", \"tags\": {}}",
                "{\"created_after\": \"2026-01-05T00:00:00Z\", \"tags\": {}}",
                "{\"created_before\": \"2026-01-05T00:00:00Z\", \"tags\": {}}"
            })
    void aSearchByOneFieldReadsOnlyItsPage(String search) {
        Plan plan = plan(search, null);
        assertWalksAnIndex(plan);
        assertThat(plan.rows()).isPositive();
        assertThat(plan.pages()).isLessThanOrEqualTo(FEW_PAGES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\": \"lenet\", \"batch_size\": 128, \"tags\": {}}",
                "{\"dataset\": \"dataset-7\", \"verdict\": \"ok\", \"tags\": {}}",
                "{\"state\": \"failed\", \"model\": \"mlp\", \"tags\": {}}",
                "{\"model\": \"mlp\", \"created_before\": \"2026-01-05T00:00:00Z\", \"tags\": {}}"
            })
    void aSearchByTwoFieldsWalksTheIndexOfOneUntilItsPageIsFull(String search) {
        Plan plan = plan(search, null);
        assertWalksAnIndex(plan);
        assertThat(plan.rows()).isEqualTo(PAGE + 1);
        assertThat(plan.pages()).isLessThanOrEqualTo(2 * FEW_PAGES);
    }

    /** One in 120: to order all of them costs less than to walk past the others. */
    @Test
    void aRareCombinationIsFoundByIndexesToo() {
        Plan plan = plan("""
                {"dataset": "dataset-7", "batch_size": 128, "tags": {}}""", null);
        assertThat(plan.nodes()).doesNotContain("Seq Scan");
        assertThat(plan.rows()).isEqualTo(PAGE + 1);
        assertThat(plan.pages()).isLessThanOrEqualTo(3 * FEW_PAGES);
    }

    @Test
    void aLaterPageCostsNoMoreThanTheFirst() {
        Plan plan = plan("""
                {"dataset": "dataset-7", "tags": {}}""", ROWS / 2);
        assertWalksAnIndex(plan);
        assertThat(plan.rows()).isEqualTo(PAGE + 1);
        assertThat(plan.pages()).isLessThanOrEqualTo(FEW_PAGES);
    }

    @Test
    void aRareTagIsFoundByTheIndexOfTags() {
        Plan plan = plan("""
                {"tags": {"ticket": "T-4711"}}""", null);
        assertThat(plan.nodes()).doesNotContain("Seq Scan");
        assertThat(plan.indexes()).containsExactly("range_test_tags");
        assertThat(plan.rows()).isOne();
        assertThat(plan.pages()).isLessThanOrEqualTo(FEW_PAGES);
    }

    @Test
    void aTagThatManyHaveIsFoundWithoutReadingThemAll() {
        Plan plan = plan("""
                {"tags": {"team": "team-3"}}""", null);
        assertThat(plan.nodes()).doesNotContain("Seq Scan");
        assertThat(plan.rows()).isEqualTo(PAGE + 1);
        assertThat(plan.pages()).isLessThanOrEqualTo(FEW_PAGES);
    }

    @Test
    void aSearchThatFindsNothingReadsNextToNothing() {
        Plan plan = plan("""
                {"dataset": "no such", "tags": {}}""", null);
        assertWalksAnIndex(plan);
        assertThat(plan.rows()).isZero();
        assertThat(plan.pages()).isLessThanOrEqualTo(FEW_PAGES);
    }
}
