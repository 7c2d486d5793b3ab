package dev.rangefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The manifests of {@code deploy/kubernetes/base}, and whether Kubernetes would understand them. */
public final class Manifests {

    public static final Path DIRECTORY = Path.of("deploy", "kubernetes", "base");

    public static final Path OVERLAYS = Path.of("deploy", "kubernetes", "overlays");

    private static final JsonMapper JSON = new JsonMapper();
    private static final String MODELS = "io.kubernetes.client.openapi.models.V1";

    private Manifests() {}

    public static JsonNode kustomization() {
        return read(DIRECTORY.resolve("kustomization.yaml")).getFirst();
    }

    /** Everything that the kustomization lists. */
    public static List<JsonNode> all() {
        List<JsonNode> manifests = new ArrayList<>();
        for (JsonNode file : kustomization().get("resources")) {
            manifests.addAll(read(DIRECTORY.resolve(file.asString())));
        }
        return manifests;
    }

    /** The documents in a file, with their anchors resolved. */
    public static List<JsonNode> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    public static List<JsonNode> parse(String yaml) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(strict)).loadAll(yaml)) {
            documents.add(JSON.valueToTree(document));
        }
        return documents;
    }

    /**
     * Reads a manifest as Kubernetes' own model of its kind.
     *
     * @throws IllegalArgumentException if a field is unknown, missing, or of another type
     */
    public static Object typed(JsonNode manifest) {
        String kind = manifest.path("kind").asString();
        try {
            return Class.forName(MODELS + kind)
                    .getMethod("fromJson", String.class)
                    .invoke(null, manifest.toString());
        } catch (InvocationTargetException exception) {
            throw new IllegalArgumentException("%s %s: %s"
                    .formatted(
                            kind,
                            manifest.at("/metadata/name").asString(),
                            exception.getCause().getMessage()));
        } catch (ReflectiveOperationException exception) {
            throw new IllegalArgumentException(kind + " is no kind that is known here", exception);
        }
    }

    /** The pods that a manifest asks for: their templates. */
    public static List<JsonNode> podTemplates() {
        return all().stream()
                .filter(manifest -> manifest.at("/spec/template/spec").isObject())
                .map(manifest -> manifest.at("/spec/template"))
                .toList();
    }

    public static Map<String, String> labels(JsonNode object) {
        return JSON.convertValue(
                object.at("/metadata/labels"),
                JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
    }
}
