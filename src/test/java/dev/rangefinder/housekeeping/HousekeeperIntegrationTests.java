package dev.rangefinder.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.Chore;
import dev.rangefinder.testing.ProcessTest;
import dev.rangefinder.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** When chores are done; two housekeepers on one database are two servers. */
@ProcessTest
class HousekeeperIntegrationTests {

    private static final TestDatabase.Location DATABASE = TestDatabase.fresh();

    private final DataSource dataSource = DataSourceBuilder.create()
            .url(DATABASE.url())
            .username(DATABASE.user())
            .password(DATABASE.password())
            .build();
    private final JdbcClient jdbc = JdbcClient.create(dataSource);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Housekeeper server(Chore... chores) {
        return new Housekeeper(
                List.of(chores),
                new HousekeepingSettings(Duration.ofHours(1)),
                jdbc,
                new TransactionTemplate(new JdbcTransactionManager(dataSource)),
                meters);
    }

    private static Chore chore(String name, IntSupplier pass) {
        return new Chore() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int pass() {
                return pass.getAsInt();
            }
        };
    }

    @Test
    void aRoundGoesOnUntilNothingIsLeft() {
        AtomicInteger left = new AtomicInteger(25);
        server(chore("litter", () -> {
                    int removed = Math.min(10, left.get());
                    left.addAndGet(-removed);
                    return removed;
                }))
                .round();
        assertThat(left).hasValue(0);
        assertThat(meters.counter("rangefinder.housekeeping.removed", "chore", "litter")
                        .count())
                .isEqualTo(25);
    }

    @Test
    void aBacklogIsLeftToTheNextRoundsSoThatOtherChoresHaveTheirTurn() {
        AtomicInteger endless = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        server(
                        chore("endless", () -> {
                            endless.incrementAndGet();
                            return 1;
                        }),
                        chore("next", () -> {
                            next.incrementAndGet();
                            return 0;
                        }))
                .round();
        assertThat(endless).hasValue(100);
        assertThat(next).hasValue(1);
    }

    @Test
    void whatFailsIsRolledBackAndTriedAgainAndDisturbsNobody() {
        jdbc.sql("create table litter as select 1").update();
        AtomicInteger tries = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        Housekeeper server = server(
                chore("failing", () -> {
                    int removed = jdbc.sql("delete from litter").update();
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    return removed;
                }),
                chore("next", () -> {
                    next.incrementAndGet();
                    return 0;
                }));
        server.round();
        assertThat(next).hasValue(1);
        assertThat(meters.counter("rangefinder.housekeeping.failures", "chore", "failing")
                        .count())
                .isEqualTo(1);
        assertThat(jdbc.sql("select count(*) from litter").query(Long.class).single())
                .isEqualTo(1);
        server.round();
        assertThat(jdbc.sql("select count(*) from litter").query(Long.class).single())
                .isZero();
    }

    @Test
    void ofTwoServersOneDoesAChoreAtATimeAndTheOtherDoesAnotherMeanwhile() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger passes = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        Chore shared = chore("shared", () -> {
            passes.incrementAndGet();
            begun.countDown();
            await(mayEnd);
            return 0;
        });
        CompletableFuture<Void> first = CompletableFuture.runAsync(server(shared)::round);
        begun.await();
        Housekeeper second = server(shared, chore("other", () -> {
            others.incrementAndGet();
            return 0;
        }));
        second.round();
        assertThat(passes).hasValue(1);
        assertThat(others).hasValue(1);

        mayEnd.countDown();
        first.join();
        second.round();
        assertThat(passes).as("when the first is done").hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }
}
