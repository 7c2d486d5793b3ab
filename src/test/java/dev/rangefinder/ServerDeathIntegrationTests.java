package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.Submissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whole servers in processes of their own, killed for real. */
@SeparateProcessTest
class ServerDeathIntegrationTests {

    /** What was a killed server's is no other server's until it has run out. */
    private static final String SHORT_LEASE = "--rangefinder.run.lease=5s";

    private static final String WITHOUT_TRAINERS = "--rangefinder.lanes.local.enabled=false";

    @TempDir
    private Path directory;

    /** With an embedded PostgreSQL; it is not ready yet. */
    private ServerProcess start(String... settings) {
        return start(Map.of(), settings);
    }

    private ServerProcess start(Map<String, String> environment, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(ServerProcess.dataIn(directory));
        return ServerProcess.start(directory, environment, all.toArray(String[]::new));
    }

    private static void awaitTraining(Api api, String path) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> api.get(path)
                                .json()
                                .get("progress")
                                .get("iterations_done")
                                .asInt()
                        > 0);
    }

    @Test
    void aKilledServerLeavesNoTrainerBehindAndItsRunFinishesAfterARestart() {
        String path;
        List<ProcessHandle> trainers;
        try (ServerProcess server = start(SHORT_LEASE)) {
            Api api = server.ready();
            path = api.submit(Submissions.spirals(8_000, 1, 5));
            awaitTraining(api, path);
            trainers = server.trainers();
            assertThat(trainers).isNotEmpty();
            server.kill();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> trainers.stream().noneMatch(ProcessHandle::isAlive));

        try (ServerProcess restarted = start(SHORT_LEASE, "--rangefinder.run.retry-pause=100ms")) {
            JsonNode rangeTest = restarted.ready().finished(path);
            assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
            assertThat(rangeTest.get("runs").get(0).get("attempts").asInt()).isEqualTo(2);
            assertThat(rangeTest.at("/runs/0/failures/0/message").asString()).contains("fell silent");
        }
    }

    /** Operators give a server its password there, and a trainer runs code of others. */
    @Test
    void aTrainerInheritsNothingOfSpringsSettings() throws IOException {
        try (ServerProcess server = start(
                Map.of("SPRING_SECRET", "of the server", "OTHER_SETTING", "of the machine"),
                "--rangefinder.lanes.local.start-ahead=true")) {
            server.ready();
            Awaitility.await().until(() -> !server.trainers().isEmpty());
            ProcessHandle trainer = server.trainers().getFirst();
            String environment = Files.readString(Path.of("/proc", Long.toString(trainer.pid()), "environ"));
            assertThat(environment).contains("OTHER_SETTING=of the machine").doesNotContain("SPRING_");
        }
    }

    @Test
    void aSecondServerOnTheSameDirectoryIsRefusedAndTheFirstGoesOn() {
        try (ServerProcess first = start(WITHOUT_TRAINERS)) {
            Api api = first.ready();
            try (ServerProcess second = start(WITHOUT_TRAINERS)) {
                assertThat(second.ended()).isNotZero();
                assertThat(second.log()).contains("Another Rangefinder uses the data directory", "Stop it, or");
            }
            assertThat(api.get("/v1/datasets").expect(200).json().get("items")).hasSize(2);
        }
    }

    @Test
    void anOrderlyStopGivesTheRunBackWithoutCostingItAnAttempt() {
        String path;
        try (ServerProcess server = start("--rangefinder.run.shutdown-grace=0s")) {
            Api api = server.ready();
            path = api.submit(Submissions.spirals(8_000, 1, 5));
            awaitTraining(api, path);
        }
        try (ServerProcess restarted = start()) {
            Api api = restarted.ready();
            JsonNode run = api.finished(path).get("runs").get(0);
            assertThat(run.get("state").asString()).isEqualTo("succeeded");
            assertThat(run.get("attempts").asInt()).isEqualTo(2);
            assertThat(run.get("failures")).isEmpty();
        }
    }

    @Test
    void aServerThatIsToStopFinishesWhatItTrainsAndTakesNothingNew() {
        String training;
        String waiting;
        try (ServerProcess server = start("--rangefinder.run.shutdown-grace=2m")) {
            Api api = server.ready();
            training = api.submit(Submissions.spirals(5_000, 1, 5));
            waiting = api.submit(Submissions.spirals(100, 1, 6));
            awaitTraining(api, training);
        }
        try (ServerProcess restarted = start()) {
            Api api = restarted.ready();
            assertThat(api.get(training).json().at("/runs/0/state").asString()).isEqualTo("succeeded");
            JsonNode taken = api.finished(waiting).at("/runs/0");
            assertThat(taken.get("attempts").asInt()).isOne();
        }
    }
}
