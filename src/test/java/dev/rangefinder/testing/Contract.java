package dev.rangefinder.testing;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The contract, {@code openapi.yaml}, as something that answers can be held against. */
public final class Contract {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document = new YAMLMapper().readTree(Path.of("openapi.yaml"));

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
        String route = routes().stream()
                .filter(candidate -> matches(candidate, method + " " + path))
                .findFirst()
                .orElse(null);
        if (route == null) {
            return status == 404 || status == 405 ? List.of() : List.of("no such route: %s %s".formatted(method, path));
        }
        JsonNode response = resolve(operation(route).path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            return List.of("%s does not say that it answers %d".formatted(route, status));
        }
        if (status == 304 || status == 204) {
            return body.isEmpty() ? List.of() : List.of("a %d has no body".formatted(status));
        }
        JsonNode content = response.path("content").path(mediaType.replaceFirst(";.*", ""));
        if (content.isMissingNode()) {
            return List.of("%s does not say that a %d is %s".formatted(route, status, mediaType));
        }
        return mediaType.matches("application/(.+\\+)?json(;.*)?")
                ? schemaViolations(content.get("schema"), body)
                : List.of();
    }

    private static boolean matches(String route, String request) {
        return request.matches(route.replaceAll("\\{[^}]+}", "[^/:]+"));
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
        ObjectNode complete = ((ObjectNode) schema).deepCopy();
        complete.set("components", document.get("components"));
        return SCHEMAS.getSchema(complete).validate(body, com.networknt.schema.InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
