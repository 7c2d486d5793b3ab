package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.testing.ServerJvm;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A reporter whose servers are killed: it says again, elsewhere, what was not answered. */
@SeparateProcessTest
class ReportingAcrossServersIntegrationTests {

    private static final int ITERATIONS = 200;
    private static final int BATCH = 5;

    @TempDir
    private Path directory;

    private ServerProcess start(TestDatabase.Location database) {
        List<String> settings = new ArrayList<>(List.of(
                "--rangefinder.data.directory=" + directory.resolve("data"),
                "--rangefinder.lanes.local.enabled=false"));
        settings.addAll(database.arguments());
        return ServerProcess.start(directory, ServerJvm.quickToStart(), settings);
    }

    @Test
    void nothingIsLostOrDoubledWhenServersAreKilledWhileTheyTakeReports() throws Exception {
        TestDatabase.Location database = TestDatabase.fresh();
        try (ServerProcess doomed = start(database);
                ServerProcess other = start(database)) {
            Api toOther = other.ready();
            Api toDoomed = doomed.ready();
            Reporter reporter = Reporter.submit(toOther, ITERATIONS, "");
            List<Api> servers = new ArrayList<>(List.of(toDoomed, toOther));
            Thread killer = Thread.ofVirtual().unstarted(doomed::kill);
            int unanswered = 0;
            for (long from = 0; from < ITERATIONS; from += BATCH) {
                if (from == ITERATIONS / 2) {
                    killer.start();
                }
                String report = "{\"observations\": %s}".formatted(Reporter.batch(from, from + BATCH));
                JsonNode answer = null;
                while (answer == null) {
                    Api server = servers.get((int) (from / BATCH) % servers.size());
                    try {
                        answer = server.post(reporter.path() + "/observations", report)
                                .expect(200)
                                .json();
                    } catch (UncheckedIOException killed) {
                        servers.remove(server);
                        unanswered++;
                    }
                }
                assertThat(answer.get("received_through").asLong()).isEqualTo(from + BATCH - 1);
            }
            killer.join();
            assertThat(unanswered).isOne();
            assertThat(reporter.look().get("state").asString()).isEqualTo("succeeded");
            assertThat(toOther.csv(reporter.path()).lines().skip(1).map(line -> line.split(",")[1]))
                    .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1)
                            .limit(ITERATIONS)
                            .map(String::valueOf)
                            .toList());
        }
    }
}
