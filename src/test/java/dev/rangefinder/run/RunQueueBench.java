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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How fast slots get their next runs out of a long queue, against the fastest that this database commits at all: one
 * server's alone, and four servers' at once, which are threads here. Behind a history of as many runs as the system
 * property {@code queue.past} says.
 */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
@Tag("bench")
class RunQueueBench {

    private static final int QUEUED = 20_000;
    private static final int TAKEN = 1_600;
    private static final int CLIENTS = 20;
    private static final int SERVERS = 4;

    /** So many runs that wait are copied, as often as it takes. */
    private static final int HISTORY_OF = 10 * CLIENTS;

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
        int past = Integer.getInteger("queue.past", 0);
        remember(past);
        jdbc.execute("vacuum analyze run");
        UUID row = jdbc.queryForObject("select max(id::text)::uuid from run", UUID.class);

        together(SERVERS, this::claimed);
        together(SERVERS, () -> committed(row));
        double commits = perSecond(1, () -> committed(row));
        double claims = perSecond(1, this::claimed);
        double four = perSecond(SERVERS, this::claimed);
        System.out.printf(
                "claims/s %.0f, of four servers %.0f; bare one-row commits/s %.0f (queue of %d runs of %d clients, %d runs are over)%n",
                claims, four, commits, QUEUED, CLIENTS, past);
    }

    /** Copies runs that wait, all clients' alike, as ones that are over. */
    private void remember(int past) {
        String columns = jdbc.queryForObject("""
                select string_agg(quote_ident(column_name), ', ') from information_schema.columns
                where table_schema = current_schema and table_name = 'run' and is_generated = 'NEVER'
                  and column_name not in ('id', 'group_id', 'state', 'attempt', 'claimed_at', 'ended_at')""", String.class);
        jdbc.update("""
                insert into run (id, group_id, state, attempt, claimed_at, ended_at, %1$s)
                select gen_random_uuid(), gen_random_uuid(), 'SUCCEEDED', 1, now() - interval '1 hour', now(), %1$s
                from (select * from run order by id limit %2$d) waiting cross join generate_series(1, %3$d)""".formatted(columns, HISTORY_OF, past / HISTORY_OF));
    }

    private void claimed() {
        UUID server = UUID.randomUUID();
        for (int i = 0; i < TAKEN; i += SLOTS) {
            for (int slot = 0; slot < SLOTS; slot++) {
                assertThat(queue.claim(OFFER, server)).isPresent();
            }
            jdbc.update(
                    "update run set state = 'SUCCEEDED', owner = null, lease_until = null, ended_at = now() where owner = ? and state = 'RUNNING'",
                    server);
        }
    }

    private void committed(UUID row) {
        for (int i = 0; i < TAKEN; i++) {
            assertThat(jdbc.update("update run set not_before = not_before where id = ?", row))
                    .isOne();
        }
    }

    private static double perSecond(int servers, Runnable work) {
        long start = System.nanoTime();
        together(servers, work);
        return servers * TAKEN / ((System.nanoTime() - start) / 1e9);
    }

    private static void together(int servers, Runnable work) {
        CompletableFuture.allOf(IntStream.range(0, servers)
                        .mapToObj(server -> CompletableFuture.runAsync(
                                work, task -> Thread.ofPlatform().start(task)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
