package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.run.Attempt;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.ClaimedRun;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** How a range test ends with its last run; the tests are the trainers. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class ConclusionIntegrationTests {

    private static final UUID SERVER = UUID.randomUUID();

    @Autowired
    private Tables tables;

    @Autowired
    private RangeTests rangeTests;

    @Autowired
    private Runs runs;

    @Autowired
    private RunQueue queue;

    @Autowired
    private Attempts attempts;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    @AfterEach
    void letRangeTestsEnd() {
        jdbc.sql("drop trigger if exists no_end on range_test").update();
    }

    /** From here on the database refuses to store that a range test has ended. */
    private void refuseEnds() {
        jdbc.sql("""
                create or replace function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'this range test must not end'; end $$""").update();
        jdbc.sql("""
                create trigger no_end before update on range_test for each row
                when (new.ended_at is not null) execute function refuse()""").update();
    }

    private UUID submitted(int repeats) {
        Submission submission = Json.MAPPER.readValue(Submissions.spirals(300, repeats, 1), Submission.class);
        return rangeTests.submit(submission).getId();
    }

    /** Claims a run and gives it a curve that falls, and then rises. */
    private Attempt trained() {
        ClaimedRun run = queue.claim(new Offer("local", DeviceKind.CPU), SERVER).orElseThrow();
        List<Observation> observations = LongStream.range(0, 300)
                .mapToObj(i -> new Observation(
                        i, run.order().schedule().learningRate(i), 1 - i / 400.0 + Math.pow(i / 250.0, 8), 0.5, null))
                .toList();
        attempts.observed(run.attempt(), observations);
        return run.attempt();
    }

    private RangeTest found(UUID id) {
        return rangeTests.find(id).orElseThrow();
    }

    private List<RunState> runStates(UUID id) {
        return runs.ofGroup(id).stream().map(Run::state).toList();
    }

    @Test
    void aRangeTestEndsWithItsLastRun() {
        UUID id = submitted(2);
        assertThat(found(id).state()).isEqualTo(RunState.QUEUED);
        attempts.succeeded(trained(), EndReason.COMPLETED, null);
        assertThat(found(id).state()).isEqualTo(RunState.RUNNING);
        assertThat(found(id).recommendation()).isEmpty();
        attempts.succeeded(trained(), EndReason.DIVERGED, null);
        assertThat(found(id).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(found(id).recommendation()).isPresent();
    }

    @Test
    void aRunHasNotEndedWhenTheRecommendationCannotBeSaved() {
        UUID id = submitted(1);
        Attempt attempt = trained();
        refuseEnds();

        assertThatThrownBy(() -> attempts.succeeded(attempt, EndReason.COMPLETED, null))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("must not end");
        assertThat(runStates(id)).containsExactly(RunState.RUNNING);
        assertThat(found(id).state()).isEqualTo(RunState.RUNNING);

        letRangeTestsEnd();
        attempts.succeeded(attempt, EndReason.COMPLETED, null);
        assertThat(runStates(id)).containsExactly(RunState.SUCCEEDED);
        assertThat(found(id).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(found(id).recommendation()).isPresent();
    }

    @Test
    void cancelledRunsAreNotCancelledWhenTheRangeTestCannotBe() {
        UUID id = submitted(2);
        refuseEnds();
        assertThatThrownBy(() -> rangeTests.cancel(id)).hasMessageContaining("must not end");
        assertThat(runStates(id)).containsExactly(RunState.QUEUED, RunState.QUEUED);
    }

    /** Of a server that froze while it held the lock, say. */
    @Test
    void aClaimDoesNotWaitForWhoeverHoldsTheLockOfARangeTestThatHasBegun() {
        UUID id = submitted(2);
        trained();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select id from range_test where id = :id for update")
                    .param("id", id)
                    .query()
                    .singleRow();
            assertThat(CompletableFuture.supplyAsync(() -> queue.claim(new Offer("local", DeviceKind.CPU), SERVER)))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .satisfies(claimed -> assertThat(claimed).isPresent());
        });
    }
}
