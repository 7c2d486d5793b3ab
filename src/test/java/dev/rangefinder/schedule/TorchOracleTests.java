package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every schedule of the oracle against the rates and the momentum that PyTorch itself printed. */
class TorchOracleTests {

    private static final Path ORACLE = Path.of("src/test/resources/oracles/torch-schedules.json");

    /** The comparison's tolerance, as a part of the highest rate; a momentum's is absolute. */
    private static final double TOLERANCE = 1e-12;

    @TestFactory
    Stream<DynamicTest> giveTheRatesOfTorch() throws IOException {
        JsonNode cases = new JsonMapper().readTree(Files.readString(ORACLE)).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(oracle -> DynamicTest.dynamicTest(oracle.get("name").asString(), () -> compare(oracle)));
    }

    private static void compare(JsonNode oracle) {
        ObjectNode params = oracle.get("params").deepCopy().asObject();
        String source = oracle.get("name").asString();
        Schedule schedule = schedule(source.substring(0, source.indexOf(':')), params);
        double highest = params.has("max_lr")
                ? params.get("max_lr").asDouble()
                : params.get("eta_max").asDouble();
        assertThat(oracle.get("points")).isNotEmpty().allSatisfy(point -> {
            long iteration = point.get("iteration").asLong();
            assertThat(schedule.learningRate(iteration))
                    .isCloseTo(point.get("lr").asDouble(), within(TOLERANCE * highest));
            schedule.momentum(iteration)
                    .ifPresent(momentum ->
                            assertThat(momentum).isCloseTo(point.get("momentum").asDouble(), within(TOLERANCE)));
        });
        assertThat(schedule.momentum(0).isPresent()).isEqualTo(!(schedule instanceof CosineRestarts));
    }

    /** Torch's arguments are the fields of the policies. */
    static Schedule schedule(String torch, ObjectNode arguments) {
        return Json.MAPPER.treeToValue(
                switch (torch) {
                    case "CyclicLR" -> {
                        JsonNode mode = arguments.remove("mode");
                        yield arguments.put("cycle_momentum", true).put("policy", mode.asString());
                    }
                    case "OneCycleLR" -> arguments.put("policy", "one_cycle");
                    case "CosineAnnealingWarmRestarts" -> arguments.put("policy", "cosine_restarts");
                    case "CosineAnnealingLR" -> arguments.put("policy", "cosine");
                    default -> throw new IllegalArgumentException(torch);
                },
                Schedule.class);
    }
}
