package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cyclical schedules against the rates that PyTorch itself printed. */
class TorchOracleTests {

    private static final Path ORACLE = Path.of("../shared/oracles/torch-schedules.json");

    /** The comparison's tolerance, as a part of max_lr. */
    private static final double TOLERANCE = 1e-12;

    @TestFactory
    Stream<DynamicTest> giveTheRatesOfTorch() throws IOException {
        assumeTrue(Files.exists(ORACLE), "the oracle is not beside the project");
        JsonNode cases = new JsonMapper().readTree(Files.readString(ORACLE)).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .filter(oracle -> oracle.get("params").path("mode").asString("").startsWith("triangular"))
                .map(oracle -> DynamicTest.dynamicTest(oracle.get("name").asString(), () -> compare(oracle)));
    }

    private static void compare(JsonNode oracle) {
        Schedule schedule = schedule(oracle.get("params"));
        double maxLr = oracle.get("params").get("max_lr").asDouble();
        assertThat(oracle.get("points"))
                .isNotEmpty()
                .allSatisfy(point -> assertThat(
                                schedule.learningRate(point.get("iteration").asLong()))
                        .isCloseTo(point.get("lr").asDouble(), within(TOLERANCE * maxLr)));
    }

    private static Schedule schedule(JsonNode params) {
        double baseLr = params.get("base_lr").asDouble();
        double maxLr = params.get("max_lr").asDouble();
        long up = params.get("step_size_up").asLong();
        JsonNode given = params.path("step_size_down");
        long down = given.isNumber() ? given.asLong() : up;
        return params.get("mode").asString().equals("triangular")
                ? new Triangular(baseLr, maxLr, up, down)
                : new Triangular2(baseLr, maxLr, up, down);
    }
}
