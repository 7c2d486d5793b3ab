package dev.rangefinder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The contract, {@code openapi.yaml}, as something that answers can be held against. */
public final class Contract {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /**
     * There is no such route, or the request is refused before one is looked for: by its address, for the page that it
     * comes from, the types that it accepts, or how its body is written.
     */
    private static final Set<Integer> REFUSED_WITHOUT_ROUTE = Set.of(404, 405, 400, 403, 406, 415);

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document;

    /** Those of a method, that with the most of its path written out first. */
    private final Map<String, List<Route>> routes = new TreeMap<>();

    /** By the node that it was made of, which is the same for all answers of a route. */
    private final Map<JsonNode, Schema> compiled = Collections.synchronizedMap(new IdentityHashMap<>());

    /** That of the project; one that is not valid holds nothing. */
    public Contract() {
        this(text());
    }

    /**
     * One that is written here.
     *
     * @throws AssertionError if it is not valid
     */
    public Contract(String yaml) {
        this.document = new YAMLMapper().readTree(yaml);
        assertThat(OpenApi.violations(document)).as("a valid OpenAPI document").isEmpty();
        routes().stream()
                .map(Route::of)
                .sorted(Comparator.comparingInt(Route::writtenOut).reversed())
                .forEach(route -> routes.computeIfAbsent(route.method(), method -> new ArrayList<>())
                        .add(route));
    }

    /** As it is written. */
    public static String text() {
        try {
            return Files.readString(Path.of("openapi.yaml"));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    public JsonNode document() {
        return document;
    }

    /** Each as {@code GET /v1/range-tests/{id}}. */
    public Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (String method : path.getValue().propertyNames()) {
                if (METHODS.contains(method)) {
                    routes.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return routes;
    }

    /** The least role that an operation takes where keys are asked for. */
    public String role(String route) {
        JsonNode own = operation(route).path("security");
        JsonNode roles = (own.isMissingNode() ? document.get("security") : own).findValue("key");
        assertThat(roles).as("the roles of %s", route).hasSize(1);
        return roles.get(0).asString();
    }

    /** The names of the query parameters of an operation. */
    public Set<String> queryParameters(String route) {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : operation(route).path("parameters")) {
            JsonNode resolved = resolve(parameter);
            if (resolved.get("in").asString().equals("query")) {
                names.add(resolved.get("name").asString());
            }
        }
        return names;
    }

    /** What is wrong with an answer; empty if it keeps the contract. */
    public List<String> violations(String method, String path, int status, String mediaType, String body) {
        Optional<String> route = routeOf(method, path);
        if (route.isEmpty()) {
            return noRouteViolations(method, path, status);
        }
        JsonNode response = response(route.get(), status);
        if (!response.isMissingNode() && (status == 304 || status == 204)) {
            return body.isEmpty() ? List.of() : List.of("a %d has no body".formatted(status));
        }
        List<String> ofHead = headViolations(route.get(), response, status, mediaType);
        return ofHead.isEmpty() && mediaType.matches("application/(.+\\+)?json(;.*)?")
                ? schemaViolations(content(response, mediaType).get("schema"), body)
                : ofHead;
    }

    /** What is wrong with the status and the type of an answer that is too long to be read. */
    public List<String> headViolations(String method, String path, int status, String mediaType) {
        Optional<String> route = routeOf(method, path);
        if (route.isEmpty()) {
            return noRouteViolations(method, path, status);
        }
        return headViolations(route.get(), response(route.get(), status), status, mediaType);
    }

    private static List<String> headViolations(String route, JsonNode response, int status, String mediaType) {
        if (response.isMissingNode()) {
            return List.of("%s does not say that it answers %d".formatted(route, status));
        }
        return content(response, mediaType).isMissingNode()
                ? List.of("%s does not say that a %d is %s".formatted(route, status, mediaType))
                : List.of();
    }

    private static List<String> noRouteViolations(String method, String path, int status) {
        return REFUSED_WITHOUT_ROUTE.contains(status)
                ? List.of()
                : List.of("no such route: %s %s".formatted(method, path));
    }

    private JsonNode response(String route, int status) {
        return resolve(operation(route).path("responses").path(Integer.toString(status)));
    }

    private static JsonNode content(JsonNode response, String mediaType) {
        return response.path("content").path(mediaType.replaceFirst(";.*", ""));
    }

    /** The one that a request goes to: where several take its path, that with the most of it written out. */
    Optional<String> routeOf(String method, String path) {
        return routes.getOrDefault(method, List.of()).stream()
                .filter(route -> route.path().matcher(path).matches())
                .map(Route::name)
                .findFirst();
    }

    /** Each example of the document, by its place, with what its schema has against it. */
    public Map<String, List<String>> examples() {
        Map<String, List<String>> examples = new TreeMap<>();
        collectExamples("", document, examples);
        return examples;
    }

    private void collectExamples(String place, JsonNode node, Map<String, List<String>> examples) {
        if (node.has("schema")) {
            for (Map.Entry<String, JsonNode> example : node.path("examples").properties()) {
                examples.put(
                        place + "/" + example.getKey(),
                        schemaViolations(
                                node.get("schema"),
                                example.getValue().get("value").toString()));
            }
        }
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            collectExamples(place + "/" + property.getKey(), property.getValue(), examples);
        }
    }

    private record Route(String name, String method, Pattern path, int writtenOut) {

        /** A part of a path may hold any sign but the slash, the colon of a verb included. */
        static Route of(String name) {
            String[] parts = name.split(" ", 2);
            return new Route(
                    name,
                    parts[0],
                    Pattern.compile(parts[1].replace(".", "\\.").replaceAll("\\{[^}]+}", "[^/]+")),
                    name.replaceAll("\\{[^}]+}", "").length());
        }
    }

    private JsonNode operation(String route) {
        String[] parts = route.split(" ", 2);
        return document.get("paths").get(parts[1]).get(parts[0].toLowerCase(java.util.Locale.ROOT));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
    }

    /** What is wrong with a piece of JSON by the schema of that name. */
    public List<String> violationsOf(String schema, String json) {
        return schemaViolations(document.at("/components/schemas/" + schema), json);
    }

    private List<String> schemaViolations(JsonNode schema, String body) {
        try {
            return compiled.computeIfAbsent(schema, this::compile).validate(body, InputFormat.JSON).stream()
                    .map(Error::toString)
                    .toList();
        } catch (JacksonException exception) {
            return List.of("no JSON: " + exception.getOriginalMessage());
        }
    }

    private Schema compile(JsonNode schema) {
        ObjectNode complete = ((ObjectNode) schema).deepCopy();
        complete.set("components", document.get("components"));
        return SCHEMAS.getSchema(complete);
    }
}
