package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Contract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Names of the contract that would collide in a client which OpenAPI Generator makes for Go: there, all types,
 * constructors and constants stand side by side.
 */
class ContractNamesTests {

    private final JsonNode schemas =
            new Contract().document().required("components").required("schemas");

    @Test
    void noSchemaIsCalledAsTheConstructorOfAnother() {
        assertThat(schemas.propertyNames())
                .isNotEmpty()
                .noneMatch(name -> name.startsWith("New") && schemas.has(name.substring("New".length())));
    }

    @Test
    void noTwoSchemasHaveTheSameConstant() {
        List<String> constants = new ArrayList<>();
        schemas.forEach(schema -> schema.path("enum").forEach(value -> constants.add(value.asString())));
        assertThat(constants).isNotEmpty().doesNotHaveDuplicates();
    }
}
