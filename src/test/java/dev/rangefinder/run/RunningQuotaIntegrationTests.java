package dev.rangefinder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.testing.ServerWithKeys;
import dev.rangefinder.testing.Tables;
import java.util.List;
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
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** A client has only so many runs in training, whichever servers claim them; the tests are the servers. */
@ServerWithKeys
class RunningQuotaIntegrationTests {

    private static final Offer OFFER = new Offer("local", DeviceKind.CPU);
    private static final UUID SERVER = UUID.randomUUID();

    @Autowired
    private Tables tables;

    @Autowired
    private RunQueue queue;

    @Autowired
    private Runs runs;

    @Autowired
    private Attempts attempts;

    @Autowired
    private TransactionTemplate transaction;

    @BeforeEach
    void empty() {
        tables.empty();
    }

    private void enqueued(int count, String client, int priority) {
        transaction.executeWithoutResult(status -> runs.enqueue(
                Purpose.RANGE_TEST,
                UUID.randomUUID(),
                ManagedOrders.ofRepeats(count, Placement.of(client, priority, null, null))));
    }

    private static String client(ClaimedRun run) {
        return run.order().placement().client();
    }

    private Optional<String> claimed() {
        return queue.claim(OFFER, SERVER).map(RunningQuotaIntegrationTests::client);
    }

    @Test
    void furtherRunsWaitAndThoseOfOthersGoFirst() {
        enqueued(3, "patient", 9);
        enqueued(2, "another", 0);
        ClaimedRun first = queue.claim(OFFER, SERVER).orElseThrow();
        assertThat(client(first)).isEqualTo("patient");
        assertThat(List.of(claimed(), claimed(), claimed()))
                .containsExactly(Optional.of("another"), Optional.of("another"), Optional.empty());
        attempts.succeeded(first.attempt(), EndReason.COMPLETED, null);
        assertThat(List.of(claimed(), claimed())).containsExactly(Optional.of("patient"), Optional.empty());
    }

    @Test
    void serversThatClaimAtOnceDoNotExceedItTogether() throws Exception {
        int servers = 8;
        enqueued(50, "patient", 0);
        CyclicBarrier start = new CyclicBarrier(servers);
        Callable<Optional<String>> server = () -> {
            start.await();
            return claimed();
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(servers)) {
            List<Future<Optional<String>>> claims = threads.invokeAll(
                    IntStream.range(0, servers).mapToObj(i -> server).toList());
            long claimed = 0;
            for (Future<Optional<String>> claim : claims) {
                claimed += claim.get().isPresent() ? 1 : 0;
            }
            assertThat(claimed).isOne();
        }
        assertThat(claimed()).isEmpty();
    }
}
