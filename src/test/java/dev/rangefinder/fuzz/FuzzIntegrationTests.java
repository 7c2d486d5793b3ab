package dev.rangefinder.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Whatever is asked for, the answer is one that the contract has; {@code bench/fuzz} asks for longer. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class FuzzIntegrationTests {

    private static final long SEED = 22;

    private static final long MOST = 3000;

    private static final Duration LONGEST = Duration.ofSeconds(8);

    @LocalServerPort
    private int port;

    @Autowired
    private Tables tables;

    @AfterEach
    void empty() {
        tables.empty();
    }

    @Test
    void everyAnswerIsOneOfTheContract() throws InterruptedException {
        Fuzz fuzz = new Fuzz("http://127.0.0.1:" + port, SEED);
        AtomicLong number = new AtomicLong();
        long end = System.nanoTime() + LONGEST.toNanos();
        Thread[] clients = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        while (System.nanoTime() < end && number.get() < MOST) {
                            fuzz.request(number.getAndIncrement());
                        }
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(fuzz.findings())
                .as("of %d requests: %s", number.get(), fuzz.statuses())
                .isEmpty();
        assertThat(fuzz.statuses()).containsKeys(200, 201, 400, 404);
    }
}
