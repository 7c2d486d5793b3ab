package dev.rangefinder.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.lane.engine.GpuEngineStandIn;
import dev.rangefinder.lane.gpu.NvidiaSmiStandIn;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Trainers;
import dev.rangefinder.trainer.TestedEngine;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Several lanes of one server: real trainers on one, and on the others what a trainer should not be, each started by
 * the lane's command as a cluster's launcher would be.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanesIntegrationTests {

    private static final String SAY = "say() { echo \"@rangefinder {\\\"line\\\":\\\"$1\\\"$2}\"; }; ";

    /** Says it each tenth of a second for ever, as long as its server lives. */
    private static final String STAY_ALIVE = "while say alive; do sleep 0.1; done";

    /** Lanes of which each fails a run after a while: all at once, for the tests of the one or the other to look at. */
    private static final List<String> FAILING = List.of("silent", "slow");

    /** Names that no other server of this machine has locked. */
    private static final String FIRST_GPU = "GPU-" + UUID.randomUUID();

    private static final String SECOND_GPU = "GPU-" + UUID.randomUUID();

    private static final NvidiaSmiStandIn GPUS = new NvidiaSmiStandIn(temporary());

    private final Map<String, String> failing = new HashMap<>();

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterRegistry meters;

    @DynamicPropertySource
    static void lanes(DynamicPropertyRegistry properties) {
        lane(properties, "local", List.of(), "slots=1", "start-ahead=true");
        lane(properties, "prefixed", List.of("env", "LAUNCHED_BY={run}/{attempt}"));
        lane(properties, "tidying", List.of("sh", "-c", "\"$@\"; sleep 1; touch target/tidy-{run}", "launcher"));
        lane(properties, "crashing", script(SAY + "say ready; echo 'core dumped' >&2; exit 139"));
        lane(properties, "mute", script("exec sleep 600"), "start-limit=2s", "silence-limit=2s");
        lane(properties, "silent", script(SAY + "say ready; exec sleep 600"), "silence-limit=2s");
        lane(properties, "slow", script(SAY + STAY_ALIVE), "max-run-time=1s");
        lane(properties, "chatty", script("exec yes"), "max-output=1MB");
        lane(properties, "missing", List.of("no-such-launcher"));
        lane(properties, "refusing", script("echo 'quota exceeded' >&2; exit 1"));
        lane(
                properties,
                "imageless",
                script("exec sleep 600"),
                "start-limit=24h",
                "check-command=echo,ErrImagePull: no {run}");
        lane(properties, "repaired", script("[ -e target/repaired ] || exit 1; exec \"$@\""));
        lane(properties, "alive", script(SAY + STAY_ALIVE), "slots=2");
        lane(properties, "small", List.of("env"), "max-memory=256MB", "max-heap=64MB");
        gpus(properties);
    }

    /** Two that this machine does not have. */
    private static void gpus(DynamicPropertyRegistry properties) {
        GPUS.lists("GPU 0: Tesla T4 (UUID: %s)%nGPU 1: Tesla T4 (UUID: %s)%n".formatted(FIRST_GPU, SECOND_GPU));
        GPUS.says(states(1, 1));
        properties.add("rangefinder.gpus.nvidia-smi", () -> GPUS.program().toString());
        properties.add("rangefinder.gpus.every", () -> "100ms");
        Path engine = GpuEngineStandIn.in(temporary(), TestedEngine.DIRECTORY);
        properties.add("rangefinder.engine.pytorch", engine::toString);
        properties.add("rangefinder.lanes.gpus.device", () -> "gpu");
        properties.add("rangefinder.lanes.gpus.poll", () -> "10ms");
    }

    /** With so many errors of the memory of either. */
    private static String states(int ofFirst, int ofSecond) {
        return "%s, 15360, 360, 25, 41, %d%n%s, 15360, 360, 25, 41, %d%n"
                .formatted(FIRST_GPU, ofFirst, SECOND_GPU, ofSecond);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("gpus");
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static List<String> script(String text) {
        return List.of("sh", "-c", text, "trainer");
    }

    private static void lane(
            DynamicPropertyRegistry properties, String name, List<String> command, String... settings) {
        String prefix = "rangefinder.lanes." + name + ".";
        properties.add(prefix + "device", () -> "cpu");
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            properties.add(prefix + "command[" + i + "]", () -> word);
        }
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            properties.add(prefix + parts[0], () -> parts[1]);
        }
    }

    @BeforeAll
    void submitWhatFails() {
        for (String lane : FAILING) {
            failing.put(lane, api.submit(on(lane, Submissions.spirals(100, 1, 1))));
        }
    }

    private static String on(String lane, String submission) {
        return submission.replaceFirst("}\\s*$", ", \"lane\": \"%s\"}".formatted(lane));
    }

    private JsonNode failedRun(String lane) {
        return failedRun(lane, failing.get(lane));
    }

    private JsonNode failedRun(String lane, String path) {
        JsonNode rangeTest = api.finished(path);
        assertThat(rangeTest.get("state").asString()).isEqualTo("failed");
        JsonNode run = rangeTest.at("/runs/0");
        assertThat(run.get("lane").asString()).isEqualTo(lane);
        return run;
    }

    private static List<String> messages(JsonNode run) {
        return StreamSupport.stream(run.get("failures").spliterator(), false)
                .map(failure -> failure.get("message").asString())
                .toList();
    }

    private JsonNode lane(String name) {
        return StreamSupport.stream(
                        api.get("/v1/lanes").expect(200).json().get("items").spliterator(), false)
                .filter(lane -> lane.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String awaitBusy(String lane) {
        String path = api.submit(on(lane, Submissions.spirals(100, 1, 1)));
        Awaitility.await().until(() -> lane(lane).get("busy").asInt() == 1);
        return path;
    }

    @Test
    void aLauncherInFrontOfTheTrainerChangesNothing() {
        String here = api.submit(on("local", Submissions.spirals(300, 1, 3)));
        String launched = api.submit(on("prefixed", Submissions.spirals(300, 1, 3)));
        assertThat(api.finished(launched).at("/runs/0/lane").asString()).isEqualTo("prefixed");
        assertThat(api.finished(here).at("/runs/0/lane").asString()).isEqualTo("local");
        assertThat(api.csv(launched)).isEqualTo(api.csv(here)).hasLineCount(301);
    }

    /** It may have a pod to delete, or a device to give back. */
    @Test
    void aLauncherHasTheTimeToTidyUpAfterItsTrainer() throws Exception {
        JsonNode rangeTest = api.finished(api.submit(on("tidying", Submissions.spirals(100, 1, 1))));
        assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
        Path trace = Path.of("target", "tidy-" + rangeTest.at("/runs/0/id").asString());
        Awaitility.await().until(() -> Files.deleteIfExists(trace));
    }

    @Test
    void aRunThatAlwaysCrashesIsQuarantinedWithItsLastErrorsAndTheOthersAreUnharmed() {
        String bystander = api.submit(on("local", Submissions.spirals(300, 2, 4)));
        JsonNode run = failedRun("crashing", api.submit(on("crashing", Submissions.spirals(100, 1, 1))));
        assertThat(run.get("failure_reason").asString()).isEqualTo("quarantined");
        assertThat(run.get("attempts").asInt()).isEqualTo(3);
        assertThat(messages(run)).hasSize(3).allMatch("the trainer ended with exit code 139: core dumped"::equals);
        assertThat(run.get("stderr").asString()).isEqualTo("core dumped");
        assertThat(api.get("/v1/range-tests?state=failed")
                        .expect(200)
                        .json()
                        .at("/items/0/runs/0")
                        .has("stderr"))
                .isFalse();
        assertThat(api.finished(bystander).get("state").asString()).isEqualTo("succeeded");
    }

    /** What keeps a lane's command from starting a trainer is said, again and again, and costs the run nothing. */
    private void waits(String lane, String why) {
        String path = api.submit(on(lane, Submissions.spirals(100, 1, 1)));
        JsonNode waiting = Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> api.get(path).expect(200).json().at("/runs/0"),
                        run -> run.at("/launch_failure/attempt").asInt() > 1);
        assertThat(waiting.at("/launch_failure/message").asString()).contains(why);
        assertThat(waiting.get("failures")).isEmpty();
        assertThat(waiting.get("state").asString()).isIn("queued", "running");
        JsonNode server =
                Awaitility.await().until(() -> lane(lane).at("/servers/0"), presence -> presence.has("launch_failure"));
        assertThat(server.at("/launch_failure/message").asString()).contains(why);
        assertThat(Instant.parse(server.at("/launch_failure/retry_at").asString()))
                .isBefore(Instant.now().plus(Duration.ofMinutes(6)));
        assertThat(meters.counter("rangefinder.launches.failed", "lane", lane).count())
                .isPositive();
        api.post(path + ":cancel", null).expect(202);
        assertThat(api.finished(path).get("state").asString()).isEqualTo("cancelled");
    }

    @Test
    void aTrainerThatNeverStartsIsEndedAndItsRunWaits() {
        waits("mute", "start-limit, PT2S");
    }

    @Test
    void aLauncherThatFailsIsNoFailedAttempt() {
        waits("refusing", "exit code 1: quota exceeded");
    }

    @Test
    void aLauncherThatIsMissingIsNamed() {
        waits("missing", "no-such-launcher");
    }

    @Test
    void aTrainerThatCanNeverStartHoldsNoSlotUntilTheStartLimit() {
        waits("imageless", "ErrImagePull: no ");
    }

    @Test
    void aLauncherThatIsRepairedCarriesTheRunOut() throws Exception {
        Path repair = Path.of("target", "repaired");
        Files.deleteIfExists(repair);
        String path = api.submit(on("repaired", Submissions.spirals(100, 1, 1)));
        Awaitility.await().until(() -> lane("repaired").at("/servers/0").has("launch_failure"));
        Files.createFile(repair);
        JsonNode rangeTest = api.finished(path);
        assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
        assertThat(rangeTest.at("/runs/0/failures")).isEmpty();
        assertThat(rangeTest.at("/runs/0").has("launch_failure")).isFalse();
        Awaitility.await().until(() -> !lane("repaired").at("/servers/0").has("launch_failure"));
    }

    @Test
    void aTrainerThatFallsSilentIsEndedAndTriedAgain() {
        assertThat(messages(failedRun("silent")))
                .hasSize(3)
                .allMatch(message -> message.contains("silence-limit, PT2S"));
    }

    @Test
    void aRunThatTakesTooLongIsGivenUpAtOnce() {
        JsonNode run = failedRun("slow");
        assertThat(run.get("failure_reason").asString()).isEqualTo("max_run_time");
        assertThat(messages(run)).hasSize(1).allMatch(message -> message.contains("max-run-time, PT1S"));
    }

    @Test
    void aTrainerThatWritesWithoutEndIsEnded() {
        waits("chatty", "the trainer was ended: it wrote more than max-output, 1048576B");
    }

    /** A layer of 8192 × 8192 takes 268 MB: more than a trainer of this lane may have, less than the machine has. */
    @Test
    void aTrainerGetsNoMoreMemoryThanItsLaneAllows() {
        JsonNode fits = api.finished(api.submit(on("small", Submissions.spirals(100, 1, 1))));
        assertThat(fits.get("state").asString()).as(fits.toString()).isEqualTo("succeeded");

        String large = """
                {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [8192, 8192]},
                  "optimizer": {"type": "sgd"}, "batch_size": 32}, "lane": "small",
                 "sweep": {"start_lr": 0.0001, "end_lr": 2, "iterations": 10}}""";
        JsonNode run = api.finished(api.submit(large)).at("/runs/0");
        assertThat(run.get("failure_reason").asString()).as(run.toString()).isEqualTo("out_of_memory");
        assertThat(messages(run))
                .containsExactly("the trainer's Java heap of 61 MB does not suffice (max-heap of the lane)");
    }

    @Test
    void aCancelReachesATrainerOnAnyLane() {
        String path = awaitBusy("alive");
        List<ProcessHandle> trainers = ProcessHandle.current()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("sh"))
                .toList();
        assertThat(trainers).isNotEmpty();
        api.post(path + ":cancel", null).expect(202);
        Awaitility.await().until(() -> trainers.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(api.finished(path).get("state").asString()).isEqualTo("cancelled");
    }

    @Test
    void theLanesSayWhatTheyHaveAndWhatTrainsThere() {
        String path = awaitBusy("alive");
        JsonNode lane = lane("alive");
        assertThat(lane.get("slots").asInt()).isEqualTo(2);
        JsonNode server = lane.at("/servers/0");
        assertThat(server.get("alive").asBoolean()).isTrue();
        assertThat(server.get("device").asString()).isEqualTo("cpu");
        assertThat(path).endsWith(server.at("/runs/0/group").asString());
        assertThat(server.at("/runs/0/purpose").asString()).isEqualTo("range_test");
        assertThat(lane("local").get("slots").asInt()).isOne();
        api.post(path + ":cancel", null).expect(202);
        Awaitility.await().until(() -> lane("alive").get("busy").asInt() == 0);
    }

    private List<String> unfit() {
        return lane("gpus")
                .at("/servers/0/gpus")
                .valueStream()
                .map(gpu -> gpu.path("unfit").asString(""))
                .toList();
    }

    /** What is begun on it fails, since the engine here is for the CPU: where and when it is begun is what counts. */
    @Test
    void sickGpusLeaveThePoolAndComeBack() {
        String sick = "errors of its memory that could not be corrected: 1";
        GPUS.says(states(1, 1));
        Awaitility.await().until(() -> unfit().equals(List.of(sick, sick)));
        String path = api.submit(on("gpus", Submissions.spirals(100, 1, 1)));
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .until(() -> api.get(path).json().get("state").asString().equals("queued"));

        GPUS.says(states(1, 0));
        JsonNode run = failedRun("gpus", path);
        assertThat(messages(run)).hasSize(3);
        assertThat(unfit()).containsExactly(sick, "");
        JsonNode second = lane("gpus").at("/servers/0/gpus/1");
        assertThat(second.get("uuid").asString()).isEqualTo(SECOND_GPU);
        assertThat(second.get("model").asString()).isEqualTo("Tesla T4");
        assertThat(second.get("memory_bytes").asLong()).isEqualTo(15360L << 20);
        assertThat(second.get("used_bytes").asLong()).isEqualTo(360L << 20);
        assertThat(second.get("utilization").asDouble()).isEqualTo(0.25);
        assertThat(second.get("celsius").asInt()).isEqualTo(41);
        assertThat(meters.get("rangefinder.gpu.temperature")
                        .tag("gpu", SECOND_GPU)
                        .gauge()
                        .value())
                .isEqualTo(41);
        assertThat(meters.get("rangefinder.gpu.fit")
                        .tag("gpu", FIRST_GPU)
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void aTrainerIsShownItsOwnGpuAndNoOther() {
        GPUS.says(states(0, 0));
        Awaitility.await()
                .until(() -> Trainers.of(ProcessHandle.current()).stream()
                        .map(LanesIntegrationTests::visibleGpus)
                        .toList()
                        .containsAll(List.of(FIRST_GPU, SECOND_GPU)));
    }

    private static String visibleGpus(ProcessHandle trainer) {
        try {
            String environment = Files.readString(
                    Path.of("/proc", Long.toString(trainer.pid()), "environ"), StandardCharsets.ISO_8859_1);
            return Stream.of(environment.split("\0"))
                    .filter(entry -> entry.startsWith("CUDA_VISIBLE_DEVICES="))
                    .map(entry -> entry.substring("CUDA_VISIBLE_DEVICES=".length()))
                    .findFirst()
                    .orElse("");
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void aServerThatHasGoneIsToldFromThoseThatLive() {
        UUID gone = UUID.randomUUID();
        jdbc.sql("""
                        insert into lane_server (server, lane, device, host, slots, started_at, seen_at)
                        values (?, 'gone', 'GPU', '7@elsewhere', 8, now() - interval '1 hour', now() - interval '1 minute')""").param(gone).update();
        JsonNode lane = lane("gone");
        assertThat(lane.get("slots").asInt()).isZero();
        assertThat(lane.at("/servers/0/id").asString()).isEqualTo(gone.toString());
        assertThat(lane.at("/servers/0/alive").asBoolean()).isFalse();
    }

    @Test
    void aPlaceThatNoLaneCouldEverOfferIsRefusedAtOnceAndOneThatMayComeBackIsNot() {
        JsonNode problem = api.post("/v1/range-tests", on("moon", Submissions.spirals(100, 1, 1)))
                .expect(400)
                .json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/lane");
        assertThat(problem.at("/errors/0/value").asString()).isEqualTo("moon");
        assertThat(problem.at("/errors/0/expected").asString()).contains("alive, chatty, crashing");

        String gpu =
                Submissions.spirals(100, 1, 1).replaceFirst("}\\s*$", ", \"lane\": \"local\", \"device\": \"gpu\"}");
        assertThat(api.post("/v1/range-tests", gpu)
                        .expect(400)
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/device");

        jdbc.sql("""
                        insert into lane_server (server, lane, device, host, slots, started_at, seen_at)
                        values (gen_random_uuid(), 'away', 'GPU', '7@elsewhere', 8, now(), now() - interval '1 day')""").update();
        String away = api.submit(on("away", Submissions.spirals(100, 1, 1)));
        assertThat(lane("away").get("queued").asInt()).isOne();
        api.post(away + ":cancel", null).expect(202);
    }

    @Test
    void whoItIsAndHowUrgentItIsIsSaidBackAndBoundsAreKept() {
        String submission = on("local", Submissions.spirals(100, 1, 1));
        String path = api.submit(submission.replaceFirst("}\\s*$", ", \"client\": \"team-a\", \"priority\": -100}"));
        JsonNode rangeTest = api.finished(path);
        assertThat(rangeTest.get("client").asString()).isEqualTo("team-a");
        assertThat(rangeTest.get("priority").asInt()).isEqualTo(-100);

        JsonNode problem = api.post(
                        "/v1/range-tests",
                        submission.replaceFirst("}\\s*$", ", \"client\": \"a b\", \"priority\": 101}"))
                .expect(400)
                .json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/client");
        assertThat(problem.at("/errors/1/pointer").asString()).isEqualTo("/priority");
    }
}
