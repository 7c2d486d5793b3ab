package dev.rangefinder.testing;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What OpenAPI 3.1 itself asks of a document: its own schema, and references that lead somewhere. */
final class OpenApi {

    private static final String ROOT = "https://spec.openapis.org/oas/3.1/";

    /** From vertx-openapi, which carries the schema of the specification. */
    private static final Schema DOCUMENT = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaIdResolvers(
                            resolvers -> resolvers.mapPrefix(ROOT, "classpath:spec.openapis.org/oas/3.1/")))
            .getSchema(SchemaLocation.of(ROOT + "schema-base/2022-10-07"));

    private OpenApi() {}

    /** What is wrong with the document; empty if it is valid. */
    static List<String> violations(JsonNode document) {
        Stream<String> ofSchema = DOCUMENT.validate(document.toString(), InputFormat.JSON).stream()
                .map(Error::toString);
        Stream<String> ofReferences = references(document).stream()
                .filter(reference -> !reference.startsWith("#/")
                        || document.at(reference.substring(1)).isMissingNode())
                .map(reference -> reference + " leads nowhere");
        return Stream.concat(ofSchema, ofReferences).toList();
    }

    private static Set<String> references(JsonNode node) {
        Set<String> references = new TreeSet<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                if (property.getKey().equals("$ref") && property.getValue().isString()) {
                    references.add(property.getValue().asString());
                } else {
                    references.addAll(references(property.getValue()));
                }
            }
        }
        node.values().forEach(element -> references.addAll(references(element)));
        return references;
    }
}
