package dev.rangefinder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.testing.ServerJvm;
import dev.rangefinder.testing.ServerProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A reporter that waits for no disk, whose database crashes and whose server is killed: it says again what was taken
 * back.
 */
@SeparateProcessTest
class CrashesUnderReportsIntegrationTests {

    private static final int ITERATIONS = 1500;
    private static final int DATABASE_CRASHES_AT = 500;
    private static final int SERVER_IS_KILLED_AT = 1000;

    /** Between two answers that are durable. */
    private static final int DURABLE_EVERY = 100;

    private int takenBack;

    @Test
    void nothingIsLostAndNothingDoubledThoughAnswersAreTakenBack() {
        Path directory = Installation.Site.freshDirectory();
        try (RestartablePostgres postgres = RestartablePostgres.start(directory);
                ServerProcess doomed = start(directory, postgres)) {
            Api first = doomed.ready();
            Reporter reporter = Reporter.submit(first, 100_000, "");
            long next = reported(first, reporter.path(), 0, DATABASE_CRASHES_AT);
            postgres.stop(RestartablePostgres.Mode.IMMEDIATE);
            assertThat(answer(first, reporter.path(), report(next, true)))
                    .as("the database is away")
                    .isEmpty();
            postgres.start();
            next = reported(first, reporter.path(), resumed(first, reporter.path(), next), SERVER_IS_KILLED_AT);
            doomed.kill();
            try (ServerProcess other = start(directory, postgres)) {
                Api second = other.ready();
                next = reported(second, reporter.path(), resumed(second, reporter.path(), next), ITERATIONS);
                assertThat(next).isEqualTo(ITERATIONS);
                assertThat(takenBack).isPositive();
                answer(second, reporter.path(), report(next, true)).orElseThrow();
                answer(second, reporter.path(), "{\"final\": true}").orElseThrow();
                assertThat(second.csv(reporter.path())
                                .lines()
                                .skip(1)
                                .map(line -> line.split(",")[1] + " " + line.split(",")[3]))
                        .containsExactlyElementsOf(LongStream.range(0, ITERATIONS + 1)
                                .mapToObj(i -> i + " " + loss(i))
                                .collect(Collectors.toList()));
            }
        }
    }

    private static ServerProcess start(Path directory, RestartablePostgres postgres) {
        List<String> settings = new ArrayList<>(List.of(
                "--rangefinder.data.directory=" + directory.resolve("data"),
                "--rangefinder.report.reports=100000",
                "--spring.datasource.hikari.connection-timeout=1000",
                "--rangefinder.lanes="));
        postgres.location("postgres")
                .properties()
                .forEach((name, value) -> settings.add("--%s=%s".formatted(name, value)));
        return ServerProcess.start(directory, ServerJvm.quickToStart(), settings);
    }

    private static double loss(long iteration) {
        return 2 + Math.sin(iteration);
    }

    private static String report(long iteration, boolean isDurable) {
        return "{\"observations\": [%s], \"durable\": %s}"
                .formatted(Reporter.observation(iteration, loss(iteration)), isDurable);
    }

    /** Empty where there is none, or the database is away. */
    private static Optional<JsonNode> answer(Api api, String path, String report) {
        try {
            Api.Answer answer = api.post(path + "/observations", report);
            return answer.status() == 200 ? Optional.of(answer.json()) : Optional.empty();
        } catch (UncheckedIOException gone) {
            return Optional.empty();
        }
    }

    /** Reports one iteration after the other, and those again that were taken back; the next one. */
    private long reported(Api api, String path, long from, long to) {
        long next = from;
        while (next < to) {
            boolean isDurable = next % DURABLE_EVERY == 0;
            JsonNode answer = answer(api, path, report(next, isDurable)).orElseThrow();
            assertThat(answer.get("stop").asBoolean()).isFalse();
            if (isDurable) {
                assertThat(answer.get("durable").asBoolean()).isTrue();
            }
            next = after(answer, next + 1);
        }
        return next;
    }

    /** Where to go on, once the service has said so. */
    private long resumed(Api api, String path, long next) {
        Optional<JsonNode> answer = Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> answer(api, path, "{}"), Optional::isPresent);
        return after(answer.orElseThrow(), next);
    }

    private long after(JsonNode answer, long next) {
        long missing = answer.get("received_through").asLong() + 1;
        takenBack += (int) (next - missing);
        return missing;
    }
}
