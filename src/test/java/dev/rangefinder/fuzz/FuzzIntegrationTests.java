package dev.rangefinder.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.FirstKey;
import dev.rangefinder.testing.ServerWithKeys;
import dev.rangefinder.testing.Tables;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whatever is asked for, the answer is one that the contract has; {@code bench/fuzz} asks for longer. */
@ServerWithKeys
class FuzzIntegrationTests {

    private static final long SEED = 22;

    /** Each route a hundred times: bare and as the contract has it, with a few odd values and with many. */
    private static final int ROUNDS = 100;

    /** A machine that is busy with something else asks less, but each route some times in any case. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final int FEWEST_ROUNDS = 5;

    @LocalServerPort
    private int port;

    @Autowired
    private Tables tables;

    @AfterEach
    void empty() {
        tables.empty();
    }

    @Test
    void everyAnswerOfEveryRouteIsOneOfTheContract() throws InterruptedException {
        Fuzz fuzz = new Fuzz("http://127.0.0.1:" + port, SEED, FirstKey.text());
        long end = System.nanoTime() + LONGEST.toNanos();
        long fewest = (long) FEWEST_ROUNDS * fuzz.routes();
        long most = (long) ROUNDS * fuzz.routes();
        long asked = fuzz.requests(4, number -> number < fewest || number < most && System.nanoTime() < end);
        assertThat(fuzz.findings())
                .as("of %d requests, answered %s", asked, fuzz.statuses())
                .isEmpty();
        assertThat(fuzz.statuses()).containsKeys(200, 201, 400, 404);
    }
}
