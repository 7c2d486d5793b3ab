package dev.rangefinder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** Claims, leases and fences on a real PostgreSQL; the tests are the servers. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class RunQueueIntegrationTests {

    private static final Offer OFFER = new Offer("local", DeviceKind.CPU);
    private static final UUID SERVER = UUID.randomUUID();
    private static final UUID OTHER_SERVER = UUID.randomUUID();
    private static final Observation OBSERVATION = new Observation(0, 0.1, 2.3, 0.5, null);

    @Autowired
    private Tables tables;

    @Autowired
    private RunQueue queue;

    @Autowired
    private Runs runs;

    @Autowired
    private ReportedRuns reportedRuns;

    @Autowired
    private Attempts attempts;

    @Autowired
    private RunRepository stored;

    @Autowired
    private RunSettings settings;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private UUID enqueued(int repeats) {
        return enqueued(repeats, ManagedOrders.ANYWHERE);
    }

    private UUID enqueued(int repeats, Placement placement) {
        UUID group = UUID.randomUUID();
        transaction.executeWithoutResult(
                status -> runs.enqueue(Purpose.RANGE_TEST, group, ManagedOrders.ofRepeats(repeats, placement)));
        return group;
    }

    private static Placement of(String client) {
        return Placement.of(client, null, null, null);
    }

    private Attempt claimed() {
        return queue.claim(OFFER, SERVER).orElseThrow().attempt();
    }

    private Run now(Attempt attempt) {
        return stored.findById(attempt.run()).orElseThrow();
    }

    private Instant time(String column, Attempt attempt) {
        return jdbc.sql("select %s from run where id = ?".formatted(column))
                .param(attempt.run())
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private void endThePause() {
        jdbc.sql("update run set not_before = clock_timestamp()").update();
    }

    private void letLeasesExpire() {
        jdbc.sql("update run set lease_until = clock_timestamp() - interval '1 ms' where state = 'RUNNING'")
                .update();
    }

    private int chunks() {
        return jdbc.sql("select count(*) from curve_chunk").query(Integer.class).single();
    }

    @Test
    void aClaimTakesTheOldestRunOfItsLaneAndCountsAnAttempt() {
        UUID elsewhere = enqueued(1, Placement.of(null, null, "another-lane", null));
        UUID group = enqueued(3);

        for (int repeat = 0; repeat < 3; repeat++) {
            ClaimedRun run = queue.claim(OFFER, SERVER).orElseThrow();
            assertThat(run.groupId()).isEqualTo(group);
            assertThat(run.order()).isEqualTo(ManagedOrders.ofRepeat(repeat));
            assertThat(run.order().repeat()).isEqualTo(repeat);
            assertThat(run.attempt().number()).isOne();
            assertThat(now(run.attempt()).state()).isEqualTo(RunState.RUNNING);
        }
        assertThat(queue.claim(OFFER, SERVER)).isEmpty();
        assertThat(queue.claim(new Offer("another-lane", DeviceKind.CPU), SERVER))
                .get()
                .extracting(ClaimedRun::groupId)
                .isEqualTo(elsewhere);
    }

    @Test
    void whatItsClientTrainsIsNotClaimed() {
        ReportedOrder order = new ReportedOrder(0, new Fixed(0.1), 100, 7, StopRule.DIVERGED, Placement.ANONYMOUS);
        transaction.executeWithoutResult(
                status -> reportedRuns.await(Purpose.TRAINING, UUID.randomUUID(), List.of(order)));
        assertThat(queue.claim(OFFER, SERVER)).isEmpty();
    }

    @Test
    void serversThatClaimAtOnceNeverGetTheSameRun() throws Exception {
        int servers = 8;
        int all = 200;
        enqueued(all);
        CyclicBarrier start = new CyclicBarrier(servers);
        Callable<List<UUID>> server = () -> {
            UUID id = UUID.randomUUID();
            List<UUID> mine = new ArrayList<>();
            start.await();
            for (Optional<ClaimedRun> run = queue.claim(OFFER, id); run.isPresent(); run = queue.claim(OFFER, id)) {
                mine.add(run.get().attempt().run());
            }
            return mine;
        };

        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(servers)) {
            List<Future<List<UUID>>> results = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                results.add(threads.submit(server));
            }
            for (Future<List<UUID>> result : results) {
                claimed.addAll(result.get());
            }
        }

        assertThat(claimed).hasSize(all).doesNotHaveDuplicates();
        assertThat(stored.findAll())
                .allSatisfy(run -> assertThat(run.attempt().number()).isOne());
    }

    @Test
    void aRunIsNotClaimedBeforeItsTime() {
        enqueued(1);
        jdbc.sql("update run set not_before = clock_timestamp() + interval '1 hour'")
                .update();
        assertThat(queue.claim(OFFER, SERVER)).isEmpty();
        endThePause();
        assertThat(queue.claim(OFFER, SERVER)).isPresent();
    }

    private void assertRefused(Attempt stale) {
        List<Runnable> writes = List.of(
                () -> attempts.started(stale, Map.of()),
                () -> attempts.observed(stale, List.of(OBSERVATION)),
                () -> attempts.succeeded(stale, EndReason.COMPLETED, null),
                () -> attempts.failed(stale, "no matter", ""),
                () -> attempts.gaveUp(stale, FailureReason.MAX_RUN_TIME, "no matter", ""),
                () -> attempts.cancelled(stale),
                () -> attempts.handedBack(stale));
        assertThat(writes)
                .allSatisfy(write -> assertThatExceptionOfType(StaleAttemptException.class)
                        .isThrownBy(write::run)
                        .withMessageContaining("Attempt %d at run %s", stale.number(), stale.run()));
        assertThat(chunks()).isZero();
    }

    @Test
    void whatAnEarlierAttemptWritesIsRefusedOnceAnotherHasBegun() {
        enqueued(1);
        Attempt first = claimed();
        attempts.failed(first, "a crash", "");
        endThePause();
        Attempt second = claimed();

        assertRefused(first);
        assertThat(now(second).state()).isEqualTo(RunState.RUNNING);
        assertThat(now(second).attempt()).isEqualTo(second);
    }

    @Test
    void whatAnAttemptWritesIsRefusedWhenItsRunIsQueuedAgain() {
        enqueued(1);
        Attempt lost = claimed();
        letLeasesExpire();
        queue.takeOver();

        assertRefused(lost);
        assertThat(now(lost).state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void whatAnAttemptWritesIsRefusedWhenItsRunIsOver() {
        enqueued(1);
        Attempt attempt = claimed();
        attempts.succeeded(attempt, EndReason.COMPLETED, null);

        assertRefused(attempt);
        assertThat(now(attempt).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(now(attempt).endReason()).contains(EndReason.COMPLETED);
    }

    @Test
    void whatIsWrittenToARunThatDoesNotExistIsRefused() {
        assertRefused(new Attempt(UUID.randomUUID(), 1));
    }

    @Test
    void whatTheCurrentAttemptWritesIsKeptAndAnotherAttemptBeginsAnew() {
        enqueued(1);
        Attempt first = claimed();
        attempts.started(first, Map.of("engine", "abacus"));
        attempts.observed(first, List.of(OBSERVATION));
        assertThat(now(first).iterationsDone()).isOne();
        assertThat(now(first).provenance()).contains(Map.of("engine", "abacus"));
        assertThat(runs.curve(now(first)).observations()).containsExactly(OBSERVATION);

        attempts.failed(first, "a crash", "");
        endThePause();
        Attempt second = claimed();
        assertThat(now(second).iterationsDone()).isZero();
        assertThat(now(second).provenance()).isEmpty();
        assertThat(runs.curve(now(second)).observations()).isEmpty();
        assertThat(chunks()).isOne();
    }

    @Test
    void aRunWhoseLeaseExpiresIsQueuedAgainAfterAPauseThatDoublesUntilItIsQuarantined() {
        enqueued(1);
        Duration pause = settings.retryPause();
        for (int number = 1; number < settings.maxAttempts(); number++) {
            Attempt lost = claimed();
            assertThat(lost.number()).isEqualTo(number);
            letLeasesExpire();
            Instant before = clock.now();
            queue.takeOver();
            assertThat(time("not_before", lost))
                    .isBetween(before.plus(pause), clock.now().plus(pause));
            assertThat(now(lost).state()).isEqualTo(RunState.QUEUED);
            assertThat(now(lost).failures())
                    .last()
                    .extracting(FailedAttempt::message)
                    .isEqualTo("the server that executed it fell silent");
            pause = pause.multipliedBy(2);
            endThePause();
        }
        Attempt last = claimed();
        letLeasesExpire();
        queue.takeOver();
        assertThat(now(last).state()).isEqualTo(RunState.FAILED);
        assertThat(now(last).failureReason()).contains(FailureReason.QUARANTINED);
        assertThat(now(last).failures()).extracting(FailedAttempt::attempt).containsExactly(1, 2, 3);
        assertThat(now(last).endedAt()).isPresent();
        assertThat(queue.claim(OFFER, SERVER)).isEmpty();
    }

    @Test
    void aRunWhoseLeaseHoldsIsNotTakenOver() {
        enqueued(2);
        Attempt attempt = claimed();
        queue.takeOver();
        assertThat(now(attempt).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void handingARunBackCostsNoAttempt() {
        enqueued(1);
        for (int i = 0; i < 10; i++) {
            attempts.handedBack(claimed());
        }
        for (int failures = 1; failures < settings.maxAttempts(); failures++) {
            Attempt attempt = claimed();
            attempts.failed(attempt, "a crash", "");
            assertThat(now(attempt).state()).isEqualTo(RunState.QUEUED);
            endThePause();
        }
        Attempt last = claimed();
        assertThat(last.number()).isEqualTo(10 + settings.maxAttempts());
        attempts.failed(last, "a crash", "Segmentation fault");
        assertThat(now(last).failureReason()).contains(FailureReason.QUARANTINED);
        assertThat(now(last).failures()).hasSize(settings.maxAttempts());
        assertThat(now(last).stderr()).contains("Segmentation fault");
    }

    /**
     * In the order of ids the planner reads the primary key past every run that is over; where most runs wait, it may
     * look for the first client of an empty queue among those that were served.
     */
    @ParameterizedTest
    @ValueSource(ints = {2900, 300})
    void aClaimDoesNotReadTheRunsThatAreOver(int over) {
        enqueued(3000);
        jdbc.sql("update run set state = 'SUCCEEDED', claimed_at = now() where repeat < :over")
                .param("over", over)
                .update();
        jdbc.sql("vacuum analyze run").update();
        String claim = plan(
                FirstInLine.SQL,
                Map.of(
                        "queue",
                        "* *",
                        "client",
                        Placement.ANONYMOUS,
                        "priority",
                        0,
                        "lane",
                        OFFER.lane(),
                        "server",
                        SERVER,
                        "leaseSeconds",
                        10));
        String fairShare = plan(
                FairShare.SQL,
                Map.of("queues", OFFER.queues(), "candidates", 8, "own", "{}", "usual", Integer.MAX_VALUE));
        assertThat(List.of(claim, fairShare))
                .allSatisfy(plan -> assertThat(plan).contains("\"run_queue\"").doesNotContain("Seq Scan"));
        assertThat(claim).doesNotContainPattern("Rows Removed by Filter\": [1-9]");
        // of the four queues that a slot serves, those in which no run waits are left out by a filter
        assertThat(fairShare).doesNotContainPattern("Rows Removed by Filter\": ([5-9]|\\d{2})");
    }

    private String plan(String sql, Map<String, ?> parameters) {
        return transaction.execute(status -> jdbc.sql("explain (analyze, format json) " + sql)
                .params(parameters)
                .query(String.class)
                .single());
    }

    private List<UUID> claimedGroups(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> queue.claim(OFFER, SERVER).orElseThrow().groupId())
                .toList();
    }

    @Test
    void aHigherPriorityIsServedFirstWhoeverWaits() {
        UUID usual = enqueued(1);
        UUID idle = enqueued(1, Placement.of("a", -5, null, null));
        UUID urgent = enqueued(2, Placement.of("b", 10, null, null));
        assertThat(claimedGroups(4)).containsExactly(urgent, urgent, usual, idle);
    }

    @Test
    void aLongQueueOfOneClientDoesNotKeepAnotherWaiting() {
        UUID many = enqueued(50, of("many"));
        claimedGroups(3);
        UUID few = enqueued(2, of("few"));
        UUID others = enqueued(1, of("others"));
        assertThat(claimedGroups(3)).containsExactlyInAnyOrder(few, few, others);
        assertThat(claimedGroups(1)).containsExactly(many);
    }

    /**
     * One slot: no client has a run in training when the next is claimed, so that only the past tells whose turn it is.
     */
    @Test
    void clientsTakeTurnsOnASingleSlot() {
        UUID first = enqueued(10, of("first"));
        UUID second = enqueued(10, of("second"));
        List<UUID> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ClaimedRun run = queue.claim(OFFER, SERVER).orElseThrow();
            order.add(run.groupId());
            attempts.succeeded(run.attempt(), EndReason.COMPLETED, null);
        }
        assertThat(order).containsExactly(first, second, first, second, first, second);
    }

    @Test
    void aSlotTakesOnlyWhatAskedForItsLaneOrItsDeviceOrForNeither() {
        UUID lane = enqueued(1, Placement.of("a", null, "local", null));
        UUID device = enqueued(1, Placement.of("b", null, null, DeviceKind.CPU));
        UUID both = enqueued(1, Placement.of("c", null, "local", DeviceKind.CPU));
        UUID otherLane = enqueued(1, Placement.of("d", null, "slurm", null));
        UUID otherDevice = enqueued(1, Placement.of("e", null, null, DeviceKind.GPU));
        UUID halfOther = enqueued(1, Placement.of("f", null, "local", DeviceKind.GPU));

        assertThat(claimedGroups(3)).containsExactlyInAnyOrder(lane, device, both);
        assertThat(queue.claim(OFFER, SERVER)).isEmpty();

        Offer gpu = new Offer("local", DeviceKind.GPU);
        assertThat(List.of(
                        queue.claim(gpu, SERVER).orElseThrow().groupId(),
                        queue.claim(gpu, SERVER).orElseThrow().groupId()))
                .containsExactlyInAnyOrder(otherDevice, halfOther);
        assertThat(queue.claim(new Offer("slurm", DeviceKind.CPU), SERVER))
                .get()
                .extracting(ClaimedRun::groupId)
                .isEqualTo(otherLane);
    }

    @Test
    void whatIsWrittenAgainSinceTheAnswerWasLostIsKeptOnce() {
        enqueued(1);
        Attempt attempt = claimed();
        attempts.observed(attempt, List.of(OBSERVATION));
        attempts.observed(attempt, List.of(OBSERVATION));
        assertThat(now(attempt).iterationsDone()).isOne();
        assertThat(runs.curve(now(attempt)).observations()).containsExactly(OBSERVATION);
    }

    @Test
    void anAttemptThatIsGivenUpEndsItsRun() {
        enqueued(1);
        Attempt attempt = claimed();
        attempts.gaveUp(attempt, FailureReason.MAX_RUN_TIME, "it took too long", "");
        assertThat(now(attempt).state()).isEqualTo(RunState.FAILED);
        assertThat(now(attempt).failureReason()).contains(FailureReason.MAX_RUN_TIME);
        assertThat(queue.claim(OFFER, SERVER)).isEmpty();
    }

    @Test
    void renewingKeepsTheLeasesOfAServerAndNamesWhatItIsToCancel() {
        enqueued(1);
        Attempt kept = claimed();
        UUID unwanted = enqueued(1);
        Attempt toCancel = claimed();
        runs.cancel(unwanted);
        letLeasesExpire();

        Instant before = clock.now();
        RunQueue.Held held = queue.renew(SERVER, List.of(kept, toCancel));
        Instant after = clock.now();
        queue.takeOver();

        assertThat(held.attempts()).containsExactlyInAnyOrder(kept, toCancel);
        assertThat(held.toCancel()).containsExactly(toCancel);
        assertThat(now(kept).state()).isEqualTo(RunState.RUNNING);
        assertThat(time("lease_until", kept)).isBetween(before.plus(settings.lease()), after.plus(settings.lease()));
    }

    @Test
    void renewingDoesNotTouchTheRunsOfAnotherServer() {
        enqueued(1);
        Attempt lost = claimed();
        letLeasesExpire();
        Instant expired = time("lease_until", lost);

        RunQueue.Held held = queue.renew(OTHER_SERVER, List.of(lost));

        assertThat(held.attempts()).isEmpty();
        assertThat(held.toCancel()).isEmpty();
        assertThat(time("lease_until", lost)).isEqualTo(expired);
    }

    @Test
    void whatAServerHoldsWithoutExecutingItRunsOut() {
        enqueued(2);
        Attempt executed = claimed();
        Attempt forgotten = claimed();
        letLeasesExpire();

        assertThat(queue.renew(SERVER, List.of(executed)).attempts()).containsExactlyInAnyOrder(executed, forgotten);
        queue.takeOver();

        assertThat(now(executed).state()).isEqualTo(RunState.RUNNING);
        assertThat(now(forgotten).state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void aServerNoLongerHoldsWhatHasEndedOrWasTakenOver() {
        enqueued(2);
        attempts.succeeded(claimed(), EndReason.COMPLETED, null);
        claimed();
        letLeasesExpire();
        queue.takeOver();
        assertThat(queue.renew(SERVER, List.of()).attempts()).isEmpty();
    }

    @Test
    void cancellingEndsQueuedRunsAtOnceAndRunningOnesWhenTheirSlotSaysSo() {
        UUID group = enqueued(2);
        Attempt running = claimed();
        runs.cancel(group);
        assertThat(runs.ofGroup(group)).extracting(Run::state).containsExactly(RunState.RUNNING, RunState.CANCELLED);
        assertThat(queue.claim(OFFER, SERVER)).isEmpty();

        attempts.cancelled(running);
        runs.cancel(group);
        assertThat(runs.ofGroup(group)).extracting(Run::state).containsOnly(RunState.CANCELLED);
    }

    @Test
    void aRunThatIsToBeCancelledIsNotTriedAgainWhenItsServerDies() {
        UUID group = enqueued(1);
        Attempt attempt = claimed();
        runs.cancel(group);
        letLeasesExpire();
        queue.takeOver();
        assertThat(now(attempt).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void aGroupHasEachRepeatOnce() {
        UUID group = enqueued(1);
        assertThatThrownBy(() -> transaction.executeWithoutResult(
                        status -> runs.enqueue(Purpose.RANGE_TEST, group, ManagedOrders.ofRepeats(1))))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(runs.ofGroup(group)).hasSize(1);
    }

    @Test
    void theDatabaseEndsATransactionWhoseServerHasFrozenSoThatItsLocksGo() {
        assertThat(jdbc.sql("show idle_in_transaction_session_timeout")
                        .query(String.class)
                        .single())
                .isEqualTo("2min");
    }
}
