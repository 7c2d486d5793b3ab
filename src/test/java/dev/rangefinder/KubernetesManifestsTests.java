package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.testing.Manifests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/**
 * No cluster is here to try {@code deploy/kubernetes} on: its own models read it, and every name must lead somewhere.
 */
class KubernetesManifestsTests {

    /** The only thing that an operator makes by hand. */
    private static final String SECRET = "rangefinder-database/password";

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static Set<String> texts(Stream<JsonNode> nodes, String pointer) {
        return nodes.map(node -> node.at(pointer))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .collect(Collectors.toSet());
    }

    private static Stream<JsonNode> ofKind(String kind) {
        return Manifests.all().stream()
                .filter(manifest -> manifest.get("kind").asString().equals(kind));
    }

    private static Set<String> named(String kind) {
        return texts(ofKind(kind), "/metadata/name");
    }

    private static Stream<JsonNode> containers(JsonNode template) {
        return stream(template.at("/spec/containers"));
    }

    private static Set<String> ports(JsonNode template) {
        return texts(containers(template).flatMap(container -> stream(container.path("ports"))), "/name");
    }

    /** The templates of the pods that a selector finds. */
    private static List<JsonNode> selected(JsonNode selector) {
        Map<String, String> wanted = selector.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asString()));
        assertThat(wanted).isNotEmpty();
        return Manifests.podTemplates().stream()
                .filter(template -> Manifests.labels(template).entrySet().containsAll(wanted.entrySet()))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> everyManifestIsWhatKubernetesUnderstands() {
        return Manifests.all().stream()
                .map(manifest -> DynamicTest.dynamicTest(
                        manifest.get("kind").asString() + " "
                                + manifest.at("/metadata/name").asString(),
                        () -> assertThat(Manifests.typed(manifest)).isNotNull()));
    }

    @Test
    void whatKubernetesDoesNotUnderstandIsRefused() {
        List<JsonNode> wrong = Manifests.parse("""
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replica: 2,
                  selector: {matchLabels: {a: b}}, template: {}}}
                ---
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: {matchLabels: {a: b}},
                  template: {spec: {containers: [{name: c, securityContext: {runAsNotRoot: true}}]}}}}
                ---
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: {matchLabels: {a: b}},
                  template: {spec: {containers: [{image: nameless}]}}}}
                ---
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: many,
                  selector: {matchLabels: {a: b}}, template: {}}}
                ---
                {apiVersion: apps/v1, kind: Deploiment, metadata: {name: a}}
                """);
        assertThat(wrong)
                .hasSize(5)
                .allSatisfy(manifest ->
                        assertThatThrownBy(() -> Manifests.typed(manifest)).isInstanceOf(RuntimeException.class));
    }

    @Test
    void everyFileIsListedInTheKustomizationOrReadByIt() throws Exception {
        Set<String> read = Stream.concat(
                        stream(Manifests.kustomization().get("resources")).map(JsonNode::asString),
                        stream(Manifests.kustomization().get("configMapGenerator"))
                                .flatMap(generator -> stream(generator.get("files")))
                                .map(file -> file.asString().replaceFirst(".*=", "")))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(Manifests.DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(read);
        }
    }

    @Test
    void everyVolumeSecretSettingAndAccountThatAPodNamesIsThere() {
        Set<String> settings = texts(stream(Manifests.kustomization().get("configMapGenerator")), "/name");
        Set<String> claims = named("PersistentVolumeClaim");
        assertThat(Manifests.podTemplates()).hasSize(3).allSatisfy(template -> {
            List<JsonNode> volumes = stream(template.at("/spec/volumes")).toList();
            assertThat(claims).containsAll(texts(volumes.stream(), "/persistentVolumeClaim/claimName"));
            assertThat(settings).containsAll(texts(volumes.stream(), "/configMap/name"));
            assertThat(named("ServiceAccount")).containsAll(texts(Stream.of(template), "/spec/serviceAccountName"));
            assertThat(containers(template)
                            .flatMap(container -> stream(container.path("env")))
                            .map(variable -> variable.at("/valueFrom/secretKeyRef"))
                            .filter(JsonNode::isObject)
                            .map(key -> key.get("name").asString() + "/"
                                    + key.get("key").asString()))
                    .containsOnly(SECRET);
        });
        assertThat(named("Secret")).as("no secret lies in a repository").isEmpty();
    }

    @Test
    void everyMountHasItsVolume() {
        Map<String, Set<String>> claimed = ofKind("StatefulSet")
                .collect(Collectors.toMap(
                        set -> set.at("/metadata/name").asString(),
                        set -> texts(stream(set.at("/spec/volumeClaimTemplates")), "/metadata/name")));
        assertThat(Manifests.all())
                .filteredOn(manifest -> manifest.at("/spec/template/spec").isObject())
                .allSatisfy(manifest -> {
                    JsonNode template = manifest.at("/spec/template");
                    Set<String> volumes = texts(stream(template.at("/spec/volumes")), "/name");
                    volumes.addAll(
                            claimed.getOrDefault(manifest.at("/metadata/name").asString(), Set.of()));
                    assertThat(texts(
                                    containers(template).flatMap(container -> stream(container.get("volumeMounts"))),
                                    "/name"))
                            .isEqualTo(volumes);
                });
    }

    @Test
    void everySelectorFindsPodsAndEveryPortIsOneOfTheirs() {
        assertThat(Manifests.all())
                .filteredOn(manifest -> manifest.at("/spec/template/spec").isObject())
                .allSatisfy(manifest -> assertThat(selected(manifest.at("/spec/selector/matchLabels")))
                        .containsExactly(manifest.at("/spec/template")));
        assertThat(ofKind("Service")).hasSize(2).allSatisfy(service -> {
            List<JsonNode> pods = selected(service.at("/spec/selector"));
            assertThat(pods).hasSize(1);
            assertThat(ports(pods.getFirst())).containsAll(texts(stream(service.at("/spec/ports")), "/targetPort"));
        });
        assertThat(ofKind("PodDisruptionBudget"))
                .hasSize(2)
                .allSatisfy(budget -> assertThat(selected(budget.at("/spec/selector/matchLabels")))
                        .hasSize(1));
        assertThat(named("Service")).containsAll(texts(ofKind("StatefulSet"), "/spec/serviceName"));
    }

    @Test
    void everyProbeAsksAPortThatIsThere() {
        assertThat(Manifests.podTemplates())
                .allSatisfy(template -> containers(template)
                        .forEach(container -> assertThat(ports(template))
                                .containsAll(texts(
                                        Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                                                .map(container::path),
                                        "/httpGet/port"))));
    }

    @Test
    void theRoleIsBoundToTheAccountOfTheLane() {
        JsonNode binding = ofKind("RoleBinding").findFirst().orElseThrow();
        assertThat(named("Role")).contains(binding.at("/roleRef/name").asString());
        assertThat(named("ServiceAccount"))
                .contains(binding.at("/subjects/0/name").asString());
        assertThat(binding.at("/subjects/0/namespace").asString())
                .isEqualTo(Manifests.kustomization().get("namespace").asString())
                .isEqualTo(ofKind("Namespace")
                        .findFirst()
                        .orElseThrow()
                        .at("/metadata/name")
                        .asString());
    }

    /** The namespace admits nothing else. */
    @Test
    void everyPodKeepsToTheRestrictedStandard() {
        assertThat(Manifests.podTemplates()).allSatisfy(template -> {
            assertThat(template.at("/spec/securityContext/runAsNonRoot").asBoolean())
                    .isTrue();
            assertThat(template.at("/spec/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            containers(template).forEach(container -> {
                JsonNode context = container.get("securityContext");
                assertThat(context.get("allowPrivilegeEscalation").asBoolean()).isFalse();
                assertThat(context.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
            });
        });
    }

    @Test
    void theServersLookForTheDatabaseWhereItIs() {
        JsonNode database = ofKind("StatefulSet").findFirst().orElseThrow();
        Map<String, String> environment = containers(database.at("/spec/template"))
                .flatMap(container -> stream(container.get("env")))
                .filter(variable -> variable.has("value"))
                .collect(Collectors.toMap(
                        variable -> variable.get("name").asString(),
                        variable -> variable.get("value").asString()));
        for (String file : List.of("api.application.yaml", "lane.application.yaml")) {
            JsonNode settings =
                    Manifests.read(Manifests.DIRECTORY.resolve(file)).getFirst();
            assertThat(settings.at("/spring/datasource/url").asString())
                    .isEqualTo("jdbc:postgresql://%s:5432/%s"
                            .formatted(database.at("/spec/serviceName").asString(), environment.get("POSTGRES_DB")));
            assertThat(settings.at("/spring/datasource/username").asString())
                    .isEqualTo(environment.get("POSTGRES_USER"));
        }
    }

    static boolean kubectlIsThere() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
    }

    private static List<JsonNode> rendered(Path directory) throws Exception {
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<JsonNode> rendered =
                Manifests.parse(new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(kubectl.waitFor()).isZero();
        assertThat(rendered)
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(Manifests.typed(manifest)).isNotNull());
        return rendered;
    }

    private static Stream<String> allTexts(JsonNode node, String name) {
        return node.findValues(name).stream().filter(JsonNode::isString).map(JsonNode::asString);
    }

    private static List<JsonNode> kind(List<JsonNode> manifests, String kind) {
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asString().equals(kind))
                .toList();
    }

    @Test
    @EnabledIf(value = "kubectlIsThere", disabledReason = "kubectl is not installed")
    void inARegistryOfOnesOwnAreAllImagesAndEveryAccountMayPullThem() throws Exception {
        List<JsonNode> rendered = rendered(Manifests.OVERLAYS.resolve("registry"));
        assertThat(rendered.stream().flatMap(manifest -> allTexts(manifest, "image")))
                .hasSize(4)
                .allMatch(image -> image.startsWith("registry.example.org/"));
        assertThat(kind(rendered, "Deployment").stream()
                        .flatMap(deployment -> stream(deployment.at("/spec/template/spec/containers/0/env")))
                        .filter(variable -> variable.get("name").asString().equals("RANGEFINDER_TRAINER_IMAGE"))
                        .map(variable -> variable.get("value").asString()))
                .containsExactly("registry.example.org/rangefinder-lane:0.1.0");
        assertThat(kind(rendered, "ServiceAccount"))
                .extracting(account -> account.at("/metadata/name").asString())
                .containsExactlyInAnyOrder("default", "rangefinder-lane");
        assertThat(kind(rendered, "ServiceAccount"))
                .allMatch(account ->
                        account.at("/imagePullSecrets/0/name").asString().equals("rangefinder-registry"));
    }

    @Test
    @EnabledIf(value = "kubectlIsThere", disabledReason = "kubectl is not installed")
    void withAManagedDatabaseNothingIsLeftOfOurOwn() throws Exception {
        List<JsonNode> rendered = rendered(Manifests.OVERLAYS.resolve("managed-database"));
        assertThat(rendered.stream().map(manifest -> manifest.at("/metadata/labels/app.kubernetes.io~1component")))
                .noneMatch(component -> Set.of("database", "backup").contains(component.asString()));
        assertThat(kind(rendered, "StatefulSet")).isEmpty();
        assertThat(kind(rendered, "Deployment"))
                .hasSize(2)
                .allSatisfy(deployment -> assertThat(stream(deployment.at("/spec/template/spec/containers/0/env"))
                                .filter(variable ->
                                        variable.get("name").asString().equals("SPRING_DATASOURCE_URL"))
                                .map(variable -> variable.get("value").asString()))
                        .containsExactly(
                                "jdbc:postgresql://database.example.org:5432/rangefinder?sslmode=verify-full"));
    }

    @Test
    @EnabledIf(value = "kubectlIsThere", disabledReason = "kubectl is not installed")
    void onOneNodeThereIsOneServerOfEachKindAndNoVolumeThatMustBeShared() throws Exception {
        List<JsonNode> rendered = rendered(Manifests.OVERLAYS.resolve("one-node"));
        assertThat(kind(rendered, "Deployment"))
                .hasSize(2)
                .allMatch(deployment -> deployment.at("/spec/replicas").asInt() == 1);
        assertThat(kind(rendered, "PodDisruptionBudget"))
                .allMatch(budget -> budget.at("/spec/minAvailable").asInt() == 0);
        assertThat(kind(rendered, "PersistentVolumeClaim"))
                .allMatch(claim -> claim.at("/spec/accessModes/0").asString().equals("ReadWriteOnce"));
    }

    @Test
    @EnabledIf(value = "kubectlIsThere", disabledReason = "kubectl is not installed")
    void kubectlRendersThemAndTheTrainersImageIsTheLanesOwn() throws Exception {
        List<JsonNode> rendered = rendered(Manifests.DIRECTORY);
        assertThat(rendered)
                .hasSize(Manifests.all().size() + 2)
                .allSatisfy(manifest -> assertThat(Manifests.typed(manifest)).isNotNull());
        JsonNode lane = rendered.stream()
                .filter(manifest -> manifest.at("/spec/template/metadata/labels/app.kubernetes.io~1component")
                        .asString()
                        .equals("lane"))
                .findFirst()
                .orElseThrow()
                .at("/spec/template/spec/containers/0");
        assertThat(stream(lane.get("env"))
                        .filter(variable -> variable.get("name").asString().equals("RANGEFINDER_TRAINER_IMAGE"))
                        .map(variable -> variable.get("value").asString()))
                .containsExactly(lane.get("image").asString());
    }
}
