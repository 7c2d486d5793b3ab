package dev.rangefinder.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.lane.catalogue.LaneCatalogue;
import dev.rangefinder.lane.catalogue.LaneSettings;
import dev.rangefinder.lane.process.TrainerLauncher;
import dev.rangefinder.run.Attempt;
import dev.rangefinder.run.RunSettings;
import dev.rangefinder.testing.KubernetesApi;
import dev.rangefinder.testing.Manifests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;

/** The lanes that {@code deploy} gives to copy: settings that this program takes, and commands that belong together. */
class LaneExamplesTests {

    private static final Path SLURM = Path.of("deploy", "slurm", "application.yaml");
    private static final Path KUBERNETES = Manifests.DIRECTORY.resolve("lane.application.yaml");
    private static final String IMAGE = "rangefinder-lane:0.1.0";
    private static final List<String> TRAINER = List.of("/opt/java/bin/java", "-jar", "/rangefinder.jar", "trainer");

    private final Attempt attempt = new Attempt(UUID.fromString("01a20be1-ca16-7f1e-8ad1-f929298ba09f"), 2);

    /** The name of the attempt, wherever it goes. */
    private static final String NAME = "rangefinder-01a20be1-ca16-7f1e-8ad1-f929298ba09f-2";

    @TempDir
    private Path directory;

    private static ConfigurableEnvironment environment(Path file) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("image", Map.of("RANGEFINDER_TRAINER_IMAGE", IMAGE)));
        try {
            new YamlPropertySourceLoader()
                    .load("example", new FileSystemResource(file))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException exception) {
            throw new IllegalStateException(exception);
        }
        return environment;
    }

    private static LaneSettings only(Path file) {
        Map<String, LaneSettings> lanes = LaneCatalogue.of(environment(file));
        assertThat(lanes).hasSize(1);
        return lanes.values().iterator().next();
    }

    private List<String> command(LaneSettings settings) {
        return new TrainerLauncher(settings, TRAINER, TRAINER).commandFor(attempt);
    }

    private static String valueOf(String option, List<String> command) {
        return command.stream()
                .filter(word -> word.startsWith(option + "="))
                .map(word -> word.substring(option.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everySettingInThemIsKnown() {
        for (Path file : List.of(SLURM, KUBERNETES)) {
            Binder.get(environment(file), new NoUnboundElementsBindHandler(BindHandler.DEFAULT, source -> true))
                    .bind(LaneCatalogue.PREFIX, Bindable.mapOf(String.class, LaneSettings.class));
        }
    }

    @Test
    void aServerThatOnlyAnswersHasNoLane() {
        assertThat(LaneCatalogue.of(environment(Manifests.DIRECTORY.resolve("api.application.yaml"))))
                .isEmpty();
    }

    @Test
    void slurmIsToldToEndTheJobThatItWasToldToStart() {
        LaneSettings slurm = only(SLURM);
        assertThat(command(slurm)).startsWith("srun").endsWith(TRAINER.toArray(String[]::new));
        assertThat(valueOf("--job-name", command(slurm))).isEqualTo(NAME);
        assertThat(new TrainerLauncher(slurm, TRAINER, TRAINER).endCommandFor(attempt))
                .containsExactly("scancel", "--name=" + NAME);
    }

    @Test
    void kubernetesIsToldToDeleteThePodThatItWasToldToRun() {
        LaneSettings kubernetes = only(KUBERNETES);
        assertThat(command(kubernetes))
                .startsWith("kubectl", "run", NAME, "--image=" + IMAGE)
                .endsWith(TRAINER.toArray(String[]::new));
        assertThat(new TrainerLauncher(kubernetes, TRAINER, TRAINER).endCommandFor(attempt))
                .startsWith("kubectl", "delete", "pod", NAME);
    }

    @Test
    void theTrainersPodIsWhatKubernetesUnderstandsAndFitsTheOtherManifests() {
        LaneSettings kubernetes = only(KUBERNETES);
        JsonNode pod =
                Manifests.parse(valueOf("--overrides", command(kubernetes))).getFirst();
        JsonNode container = pod.at("/spec/containers/0");
        assertThat(container.get("name").asString()).isEqualTo(NAME);
        assertThat(Manifests.all())
                .filteredOn(manifest -> manifest.get("kind").asString().equals("PersistentVolumeClaim"))
                .extracting(claim -> claim.at("/metadata/name").asString())
                .contains(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName")
                        .asString());
        assertThat(names(container.get("volumeMounts"))).isEqualTo(names(pod.at("/spec/volumes")));
        assertThat(Duration.ofSeconds(pod.at("/spec/activeDeadlineSeconds").asLong()))
                .isGreaterThan(kubernetes.maxRunTime());
        assertThat(valueOf("--pod-running-timeout", command(kubernetes))).isEqualTo("2h");
        assertThat(kubernetes.startLimit()).isEqualTo(Duration.ofHours(2));
    }

    private static List<String> names(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.get("name").asString())
                .toList();
    }

    @Test
    void theNetworkPolicyOfTrainersSelectsThem() {
        JsonNode policy = Manifests.all().stream()
                .filter(manifest -> manifest.at("/metadata/name").asString().equals("rangefinder-trainer"))
                .findFirst()
                .orElseThrow();
        List<String> selected = policy.at("/spec/podSelector/matchLabels").properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asString())
                .toList();
        assertThat(valueOf("--labels", command(only(KUBERNETES))).split(","))
                .containsExactlyInAnyOrderElementsOf(selected);
    }

    /** 5 s to hand back, 5 s to end what does not, and as long again for the commands that end the pods. */
    @Test
    void aLaneServerIsGivenTheTimeThatItsShutdownTakes() {
        RunSettings run = Binder.get(environment(KUBERNETES)).bindOrCreate("rangefinder.run", RunSettings.class);
        JsonNode lane = Manifests.podTemplates().stream()
                .filter(template -> Manifests.labels(template).containsValue("lane"))
                .findFirst()
                .orElseThrow();
        assertThat(Duration.ofSeconds(
                        lane.at("/spec/terminationGracePeriodSeconds").asLong()))
                .isGreaterThanOrEqualTo(run.shutdownGrace().plusSeconds(20));
    }

    static boolean kubectlIsThere() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
    }

    /** With a real kubectl; only the cluster behind it is a stand-in. */
    @Test
    @EnabledIf(value = "kubectlIsThere", disabledReason = "kubectl is not installed here")
    void aKilledKubectlDeletesNothingHenceTheEndCommand() throws Exception {
        TrainerLauncher launcher = new TrainerLauncher(only(KUBERNETES), TRAINER, TRAINER);
        try (KubernetesApi cluster = new KubernetesApi()) {
            Process kubectl = started(launcher.commandFor(attempt), cluster);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !cluster.created().isEmpty());
            JsonNode pod = Manifests.parse(cluster.created().getFirst()).getFirst();
            assertThat(Manifests.typed(pod)).isNotNull();
            assertThat(pod.at("/metadata/name").asString()).isEqualTo(NAME);
            assertThat(pod.at("/spec/restartPolicy").asString()).isEqualTo("Never");
            assertThat(pod.at("/spec/containers")).hasSize(1);
            JsonNode container = pod.at("/spec/containers/0");
            assertThat(container.get("stdinOnce").asBoolean()).isTrue();
            assertThat(container.get("image").asString()).isEqualTo(IMAGE);
            assertThat(container.at("/resources/limits/memory").asString()).isEqualTo("3Gi");
            assertThat(StreamSupport.stream(container.get("command").spliterator(), false)
                            .map(JsonNode::asString))
                    .containsExactlyElementsOf(TRAINER);

            kubectl.destroyForcibly().waitFor();
            assertThat(cluster.deleted()).isEmpty();
            Process end = started(launcher.endCommandFor(attempt), cluster);
            assertThat(end.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(cluster.deleted()).containsExactly(NAME);
        }
    }

    /** What the check command of the lane prints of a pod, by a real kubectl. */
    private String obstacle(KubernetesApi cluster) throws Exception {
        ProcessBuilder check = new ProcessBuilder(only(KUBERNETES).checkCommand().stream()
                        .map(word ->
                                word.replace("{run}", attempt.run().toString()).replace("{attempt}", "2"))
                        .toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        check.environment().putAll(cluster.environment(directory));
        Process kubectl = check.start();
        String said = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).isZero();
        return said.strip();
    }

    @Test
    @EnabledIf(value = "kubectlIsThere", disabledReason = "kubectl is not installed here")
    void aPodThatCanNeverStartIsToldFromOneThatWaits() throws Exception {
        String waiting = """
                {"phase": "Pending", "containerStatuses": [{"name": "%s", "ready": false, "restartCount": 0, "image": "a", "imageID": "",
                  "state": {"waiting": {"reason": "%s", "message": "Back-off pulling image"}}}]}""";
        TrainerLauncher launcher = new TrainerLauncher(only(KUBERNETES), TRAINER, TRAINER);
        try (KubernetesApi cluster = new KubernetesApi()) {
            Process kubectl = started(launcher.commandFor(attempt), cluster);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !cluster.created().isEmpty());
            for (String harmless : List.of(
                    "{}",
                    "{\"phase\": \"Pending\"}",
                    waiting.formatted(NAME, "ContainerCreating"),
                    waiting.formatted(NAME, "PodInitializing"))) {
                cluster.becomes(harmless);
                assertThat(obstacle(cluster)).as(harmless).isEmpty();
            }
            for (String reason : List.of(
                    "ErrImagePull",
                    "ImagePullBackOff",
                    "InvalidImageName",
                    "ErrImageNeverPull",
                    "CreateContainerConfigError",
                    "CreateContainerError")) {
                cluster.becomes(waiting.formatted(NAME, reason));
                assertThat(obstacle(cluster)).isEqualTo(reason + ": Back-off pulling image");
            }
            kubectl.destroyForcibly().waitFor();
        }
    }

    private Process started(List<String> command, KubernetesApi cluster) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("kubectl.log").toFile());
        builder.environment().putAll(cluster.environment(directory));
        return builder.start();
    }
}
