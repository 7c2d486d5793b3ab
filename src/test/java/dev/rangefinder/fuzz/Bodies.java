package dev.rangefinder.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON by a schema of the contract: what the schema allows, with now and then a value in its midst that it does
 * not. It is text from the first, since half of what is sent is no JSON at all.
 */
final class Bodies {

    private static final JsonMapper JSON = new JsonMapper();

    /** Schemas may lie in each other. */
    private static final int DEEPEST = 7;

    private final JsonNode document;
    private final RandomGenerator random;

    /** How likely a value is an odd one. */
    private final double oddness;

    private final List<String> ids;

    Bodies(JsonNode document, RandomGenerator random, double oddness, List<String> ids) {
        this.document = document;
        this.random = random;
        this.oddness = oddness;
        this.ids = ids;
    }

    /** A value as it is written in JSON. */
    String of(JsonNode schema) {
        return of(schema, 0);
    }

    private String of(JsonNode given, int depth) {
        JsonNode schema =
                given.has("$ref") ? document.at(given.get("$ref").asString().substring(1)) : given;
        if (random.nextDouble() < oddness) {
            return OddValues.json(random);
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                return of(
                        schema.get(choice).get(random.nextInt(schema.get(choice).size())), depth);
            }
        }
        if (schema.has("const")) {
            return schema.get("const").toString();
        }
        if (schema.has("enum")) {
            return schema.get("enum")
                    .get(random.nextInt(schema.get("enum").size()))
                    .toString();
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> String.valueOf(whole(schema));
            case "number" -> String.valueOf(number(schema));
            case "boolean" -> String.valueOf(random.nextBoolean());
            case "null" -> "null";
            default -> JSON.writeValueAsString(text(schema));
        };
    }

    private String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return type.get(random.nextInt(type.size())).asString();
        }
        return type.isString()
                ? type.asString()
                : schema.has("properties") || schema.has("allOf") ? "object" : "string";
    }

    private String object(JsonNode schema, int depth) {
        List<String> fields = new ArrayList<>();
        schema.path("allOf").forEach(part -> addFields(resolved(part), depth, fields));
        addFields(schema, depth, fields);
        JsonNode others = schema.path("additionalProperties");
        if (others.isObject() && depth < DEEPEST) {
            for (int i = random.nextInt(3); i > 0; i--) {
                fields.add("\"k" + i + "\":" + of(others, depth + 1));
            }
        }
        if (random.nextDouble() < oddness) {
            fields.add("\"unknown\":" + OddValues.json(random));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
    }

    private void addFields(JsonNode schema, int depth, List<String> fields) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean isRequired = schema.path("required")
                    .valueStream()
                    .anyMatch(name -> name.asString().equals(property.getKey()));
            boolean isThere = isRequired ? random.nextDouble() >= oddness : depth < DEEPEST && random.nextInt(3) == 0;
            if (isThere) {
                String field = "\"" + property.getKey() + "\":" + of(property.getValue(), depth + 1);
                fields.add(field);
                if (random.nextDouble() < oddness / 4) {
                    fields.add(field);
                }
            }
        }
    }

    private String array(JsonNode schema, int depth) {
        int fewest = schema.path("minItems").asInt(0);
        int size = depth >= DEEPEST ? fewest : fewest + random.nextInt(4);
        List<String> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(of(schema.path("items"), depth + 1));
        }
        return "[" + String.join(",", items) + "]";
    }

    long whole(JsonNode schema) {
        long least = schema.path("minimum").asLong(random.nextBoolean() ? 0 : -5);
        long most = schema.path("maximum").asLong(Math.max(least, 0) + 1000);
        return switch (random.nextInt(6)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + (long) (random.nextDouble() * Math.min(most - least, 1000));
        };
    }

    private double number(JsonNode schema) {
        double least =
                schema.path("minimum").asDouble(schema.path("exclusiveMinimum").asDouble(0));
        double most =
                schema.path("maximum").asDouble(schema.path("exclusiveMaximum").asDouble(least + 10));
        return least + Math.pow(random.nextDouble(), 4) * (most - least);
    }

    String text(JsonNode schema) {
        return switch (schema.path("format").asString("")) {
            case "uuid" ->
                random.nextBoolean() && !ids.isEmpty()
                        ? OddValues.one(ids, random)
                        : UUID.randomUUID().toString();
            case "date-time" ->
                "20%02d-0%d-1%dT00:00:00Z".formatted(random.nextInt(100), 1 + random.nextInt(9), random.nextInt(10));
            default ->
                OddValues.one(
                        List.of(
                                "a",
                                "mlp",
                                "lenet",
                                "spirals",
                                "shapes",
                                "fuzz-" + random.nextInt(50),
                                "vision",
                                "one_cycle"),
                        random);
        };
    }
}
