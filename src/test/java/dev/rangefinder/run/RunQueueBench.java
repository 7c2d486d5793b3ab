package dev.rangefinder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.testing.ServerTest;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** How fast a slot gets its next run out of a long queue, against the fastest that this database commits at all. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
@Tag("bench")
class RunQueueBench {

    private static final int QUEUED = 20_000;
    private static final int TAKEN = 1_600;
    private static final int CLIENTS = 20;

    /** More are never in training at a time; their ends are one statement. */
    private static final int SLOTS = 16;

    private static final Offer OFFER = new Offer("local", DeviceKind.CPU);

    @Autowired
    private Runs runs;

    @Autowired
    private RunQueue queue;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    void claims() {
        jdbc.execute("truncate run");
        Workload workload = new Workload("spirals", new Mlp(List.of(32)), new Sgd(0.9, false, 0), 32, null);
        List<ManagedOrder> orders = IntStream.range(0, QUEUED)
                .mapToObj(i -> new ManagedOrder(
                        i,
                        workload,
                        "0".repeat(64),
                        new Ladder(1e-4, 1, 100, Spacing.EXPONENTIAL),
                        100,
                        i,
                        Evaluation.DEFAULT,
                        StopRule.DIVERGED,
                        false,
                        new Placement("client-" + i % CLIENTS, 0, null, null)))
                .toList();
        transaction.executeWithoutResult(status -> runs.enqueue(Purpose.RANGE_TEST, Ids.next(), orders));
        jdbc.execute("analyze run");
        UUID server = UUID.randomUUID();
        UUID row = jdbc.queryForObject("select max(id::text)::uuid from run", UUID.class);

        claimed(server, TAKEN);
        committed(row, TAKEN);
        double claims = perSecond(() -> claimed(server, TAKEN));
        double commits = perSecond(() -> committed(row, TAKEN));
        System.out.printf(
                "claims/s %.0f, bare one-row commits/s %.0f, ratio %.2f (queue of %d runs of %d clients)%n",
                claims, commits, claims / commits, QUEUED, CLIENTS);
    }

    private void claimed(UUID server, int count) {
        for (int i = 0; i < count; i += SLOTS) {
            for (int slot = 0; slot < SLOTS; slot++) {
                assertThat(queue.claim(OFFER, server)).isPresent();
            }
            jdbc.update(
                    "update run set state = 'SUCCEEDED', owner = null, lease_until = null, ended_at = now() where owner = ? and state = 'RUNNING'",
                    server);
        }
    }

    private void committed(UUID row, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(jdbc.update("update run set not_before = not_before where id = ?", row))
                    .isOne();
        }
    }

    private static double perSecond(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return TAKEN / ((System.nanoTime() - start) / 1e9);
    }
}
