package dev.rangefinder.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.SlurmCluster;
import dev.rangefinder.testing.SlurmCluster.Job;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The lane of {@code deploy/slurm} on a real cluster, whose two GPUs are pretended: hence trainers on the CPU. */
@EnabledIf(
        value = "dev.rangefinder.testing.SlurmCluster#isInstalled",
        disabledReason = "Slurm is not installed here (Debian: slurm-wlm and munge)")
@SeparateProcessTest
class SlurmLaneIntegrationTests {

    /** Cancelling takes tenths of a second; a cluster that is told nothing, half a minute. */
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Servers and trainers may take their time to start. */
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    private static Path directory;

    private static SlurmCluster cluster;
    private static TestDatabase.Location database;
    private static ServerProcess server;

    @BeforeAll
    static void startACluster() {
        cluster = SlurmCluster.start(directory);
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void endTheCluster() {
        if (server != null) {
            server.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    /** The server that runs, or another one on the same database when that was killed. */
    private static Api server() {
        if (server == null) {
            server = start();
        }
        return server.ready();
    }

    private static void killTheServer() {
        server.kill();
        server = null;
    }

    /** Three slots on two GPUs, so that Slurm's queue is seen; and a lane without Slurm, to compare with. */
    private static ServerProcess start() {
        List<String> settings = new ArrayList<>(List.of(
                "--spring.config.additional-location=file:deploy/slurm/",
                "--rangefinder.lanes.slurm.device=cpu",
                "--rangefinder.lanes.slurm.slots=3",
                "--rangefinder.lanes.local.device=cpu",
                "--rangefinder.data.directory=" + Path.of("target", "test-data").toAbsolutePath()));
        settings.addAll(database.arguments());
        return ServerProcess.start(directory, cluster.environment(), settings.toArray(String[]::new));
    }

    private static ConditionFactory within(Duration limit) {
        return Awaitility.await().atMost(limit).pollInterval(Duration.ofMillis(100));
    }

    private static String on(String lane, String submission) {
        return submission.replaceFirst("}\\s*$", ", \"lane\": \"%s\"}".formatted(lane));
    }

    /** Submits to the cluster and gives the path. */
    private static String submit(Api api, String submission) {
        return api.submit(on("slurm", submission));
    }

    private static String job(Api api, String path, int attempt) {
        return "rangefinder-%s-%d"
                .formatted(api.get(path).json().at("/runs/0/id").asString(), attempt);
    }

    private static boolean isThere(String job, Predicate<Job> as) {
        return cluster.jobs().stream().anyMatch(as.and(present -> present.name().equals(job)));
    }

    private static boolean isGone(String job) {
        return !isThere(job, any -> true);
    }

    private static void awaitTraining(Api api, String path) {
        within(LONG)
                .until(() ->
                        api.get(path).json().at("/progress/iterations_done").asInt() > 0);
    }

    private static void cancel(Api api, String path) {
        api.post(path + ":cancel", null).expect(202);
        within(SOON).until(() -> api.get(path).json().get("state").asString().equals("cancelled"));
    }

    /** Both of each job: srun, and the child that it has. */
    private static List<ProcessHandle> launchers() {
        return server.handle()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/srun"))
                .toList();
    }

    /** What the job consists of on its node. */
    private static List<ProcessHandle> programs(String job) {
        List<ProcessHandle> programs = cluster.jobs().stream()
                .filter(present -> present.name().equals(job))
                .flatMap(present -> cluster.programs(present).stream())
                .toList();
        assertThat(programs).as("the trainer of " + job).isNotEmpty();
        return programs;
    }

    @Test
    void aRangeTestOnTheClusterGivesTheSameCurveAsHere() {
        Api api = server();
        String here = api.submit(on("local", Submissions.spirals(500, 2, 7)));
        String there = submit(api, Submissions.spirals(500, 2, 7));
        assertThat(api.finished(there).get("state").asString()).isEqualTo("succeeded");
        assertThat(api.finished(here).get("state").asString()).isEqualTo("succeeded");
        assertThat(api.csv(there)).isEqualTo(api.csv(here)).hasLineCount(1001);
    }

    @Test
    void twoTrainAtATimeAThirdWaitsInSlurmAndCancellingEndsEachOfThem() {
        Api api = server();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            paths.add(submit(api, Submissions.endless()));
        }
        within(LONG)
                .untilAsserted(() ->
                        assertThat(cluster.jobs()).extracting(Job::state).containsExactlyInAnyOrder("R", "R", "PD"));
        String waiting = paths.stream()
                .filter(path -> isThere(job(api, path, 1), Job::isWaiting))
                .findFirst()
                .orElseThrow();
        paths.remove(waiting);
        paths.forEach(path -> awaitTraining(api, path));

        cancel(api, waiting);
        within(SOON).until(() -> isGone(job(api, waiting, 1)));
        assertThat(cluster.jobs()).hasSize(2).allMatch(Job::isRunning);
        for (String path : paths) {
            String job = job(api, path, 1);
            List<ProcessHandle> programs = programs(job);
            cancel(api, path);
            within(SOON).until(() -> isGone(job));
            assertThat(programs).noneMatch(ProcessHandle::isAlive);
        }
    }

    /** It and its child are killed at one blow, so that neither can tell Slurm. */
    @Test
    void whenTheLauncherIsKilledTheJobIsEndedAndTheRunIsTriedAgain() {
        Api api = server();
        String path = submit(api, Submissions.endless());
        awaitTraining(api, path);
        List<ProcessHandle> programs = programs(job(api, path, 1));
        launchers().forEach(ProcessHandle::destroyForcibly);
        within(SOON).until(() -> isGone(job(api, path, 1)));
        assertThat(programs).noneMatch(ProcessHandle::isAlive);

        within(LONG).until(() -> isThere(job(api, path, 2), Job::isRunning));
        JsonNode failure = api.get(path).json().at("/runs/0/failures/0/message");
        assertThat(failure.asString()).contains("exit code 137");
        cancel(api, path);
    }

    @Test
    void whenTheServerIsKilledTheTrainerEndsAndTheRunIsTakenOver() {
        Api api = server();
        String path = submit(api, Submissions.spirals(10_000, 1, 5));
        awaitTraining(api, path);
        String job = job(api, path, 1);
        List<ProcessHandle> programs = programs(job);
        killTheServer();
        within(SOON).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive) && isGone(job));

        JsonNode rangeTest = server().finished(path);
        assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
        assertThat(rangeTest.at("/runs/0/attempts").asInt()).isEqualTo(2);
    }

    @Test
    void whenServerAndLauncherAreKilledTheTrainerEndsInTheSilence() {
        Api api = server();
        String path = submit(api, Submissions.endless());
        awaitTraining(api, path);
        String job = job(api, path, 1);
        List<ProcessHandle> programs = programs(job);
        List<ProcessHandle> launchers = launchers();
        assertThat(launchers).hasSize(2);
        killTheServer();
        launchers.forEach(ProcessHandle::destroyForcibly);
        within(Duration.ofSeconds(30)).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));

        Api another = server();
        within(LONG).until(() -> isThere(job(another, path, 2), Job::isRunning));
        assertThat(isGone(job)).isTrue();
        cancel(another, path);
    }

    @Test
    void aJobThatAKilledServerLeftInTheQueueIsRemovedByTheServerThatTakesOver() throws IOException {
        Process occupation = cluster.occupy();
        try {
            Api api = server();
            String path = submit(api, Submissions.spirals(500, 1, 5));
            String job = job(api, path, 1);
            within(LONG).until(() -> isThere(job, Job::isWaiting));
            killTheServer();
            assertThat(isThere(job, Job::isWaiting)).isTrue();

            Api another = server();
            within(LONG).until(() -> isThere(job(another, path, 2), Job::isWaiting));
            assertThat(isGone(job)).isTrue();
            occupation.destroy();
            assertThat(another.finished(path).get("state").asString()).isEqualTo("succeeded");
        } finally {
            occupation.destroy();
        }
    }
}
