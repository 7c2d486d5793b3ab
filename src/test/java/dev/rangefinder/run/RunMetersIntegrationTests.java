package dev.rangefinder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** What is counted; the tests are the servers. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class RunMetersIntegrationTests {

    private static final UUID SERVER = UUID.randomUUID();
    private static final Offer OFFER = new Offer("measured", DeviceKind.CPU);

    @Autowired
    private Tables tables;

    @Autowired
    private RunQueue queue;

    @Autowired
    private Runs runs;

    @Autowired
    private Attempts attempts;

    @Autowired
    private QueueMeters queueMeters;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private void enqueue(int repeats) {
        transaction.executeWithoutResult(
                status -> runs.enqueue(Purpose.RANGE_TEST, UUID.randomUUID(), ManagedOrders.ofRepeats(repeats)));
    }

    private Attempt claimed() {
        return queue.claim(OFFER, SERVER).orElseThrow().attempt();
    }

    private double count(String name, String... tags) {
        return meters.counter("rangefinder." + name, tags).count();
    }

    private double gauge(String name) {
        return meters.get("rangefinder." + name)
                .tags("lane", "any", "device", "any")
                .gauge()
                .value();
    }

    private void endPausesAndLeases() {
        jdbc.sql(
                        "update run set not_before = now() - interval '1 minute', lease_until = lease_until - interval '1 hour'")
                .update();
    }

    private static List<Observation> observations(int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> new Observation(i, 0.1, 2, null, null))
                .toList();
    }

    @Test
    void claimsAndObservationsAreCountedWhenTheyAreCommitted() {
        double claims = count("runs.claimed", "lane", "measured");
        double observations = count("observations");
        enqueue(2);
        Attempt attempt = claimed();
        attempts.observed(attempt, observations(7));
        attempts.observed(attempt, observations(7)); // once more, since the answer was lost
        transaction.executeWithoutResult(status -> {
            claimed();
            status.setRollbackOnly();
        });
        assertThat(count("runs.claimed", "lane", "measured") - claims).isEqualTo(1);
        assertThat(count("observations") - observations).isEqualTo(7);
    }

    @Test
    void retriesAreCountedAndTheFailureThatEndsTheRunIsNone() {
        double retries = count("runs.retried");
        enqueue(1);
        for (int attempt = 1; attempt <= 3; attempt++) {
            attempts.failed(claimed(), "it crashed", "");
            endPausesAndLeases();
        }
        assertThat(count("runs.retried") - retries).isEqualTo(2);
        assertThat(ended("quarantined").timer().count()).isPositive();
    }

    @Test
    void takeOversAndWhatTheLoserStillWritesAreCounted() {
        double takeOvers = count("runs.taken.over");
        double retries = count("runs.retried");
        double refused = count("writes.refused");
        enqueue(1);
        Attempt lost = claimed();
        endPausesAndLeases();
        queue.takeOver();
        assertThatThrownBy(() -> attempts.observed(lost, observations(1))).isInstanceOf(StaleAttemptException.class);
        assertThat(count("runs.taken.over") - takeOvers).isEqualTo(1);
        assertThat(count("runs.retried") - retries).isEqualTo(1);
        assertThat(count("writes.refused") - refused).isEqualTo(1);
    }

    @Test
    void aHandedBackRunIsNoRetry() {
        double retries = count("runs.retried");
        enqueue(1);
        attempts.handedBack(claimed());
        assertThat(count("runs.retried")).isEqualTo(retries);
    }

    @Test
    void runsAreTimedByHowTheyEnded() {
        enqueue(1);
        Attempt attempt = claimed();
        jdbc.sql("update run set claimed_at = claimed_at - interval '100 seconds'")
                .update();
        attempts.succeeded(attempt, EndReason.DIVERGED, null);
        assertThat(ended("diverged").timer().totalTime(TimeUnit.SECONDS)).isBetween(100.0, 160.0);
    }

    private Search ended(String how) {
        return meters.find("rangefinder.run").tags("lane", "measured", "end", how);
    }

    @Test
    void theQueueIsMeasuredFromTheFirstThatMayStart() {
        queueMeters.look();
        assertThat(gauge("queue.depth")).isZero();
        assertThat(gauge("queue.oldest")).isZero();

        enqueue(3);
        jdbc.sql("update run set not_before = now() - interval '90 seconds' where repeat = 1")
                .update();
        jdbc.sql("update run set not_before = now() + interval '90 seconds' where repeat = 2")
                .update();
        queueMeters.look();
        assertThat(gauge("queue.depth")).isEqualTo(3);
        assertThat(gauge("queue.oldest")).isBetween(90.0, 150.0);

        jdbc.sql("delete from run where repeat < 2").update();
        queueMeters.look();
        assertThat(gauge("queue.oldest")).as("a pause is no waiting").isZero();
        jdbc.sql("delete from run").update();
        queueMeters.look();
        assertThat(gauge("queue.depth")).as("empty, not missing").isZero();
    }
}
