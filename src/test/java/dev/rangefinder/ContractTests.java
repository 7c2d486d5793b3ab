package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.web.request.QueryObject;
import dev.rangefinder.testing.Contract;
import dev.rangefinder.testing.ServerTest;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.client.RestClient;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The contract and the routes that are served are the same set, and so are the parameters they read. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class ContractTests {

    private final Contract contract = new Contract();

    @LocalServerPort
    private int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    /** Each route with the query parameters that its handlers read. */
    private Map<String, Set<String>> served() {
        Map<String, Set<String>> served = new TreeMap<>();
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            for (String path : mapping.getPatternValues()) {
                if (path.startsWith("/v1/")) {
                    for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                        served.computeIfAbsent(method + " " + path, route -> new TreeSet<>())
                                .addAll(parameters(handler).toList());
                    }
                }
            }
        });
        return served;
    }

    private static Stream<String> parameters(HandlerMethod handler) {
        return Stream.concat(
                        Stream.of(handler.getMethod()),
                        Arrays.stream(handler.getBeanType().getDeclaredMethods())
                                .filter(method -> method.isAnnotationPresent(ModelAttribute.class)))
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .flatMap(ContractTests::names);
    }

    private static Stream<String> names(Parameter parameter) {
        if (parameter.isAnnotationPresent(QueryObject.class)) {
            return Arrays.stream(parameter.getAnnotation(QueryObject.class).value());
        }
        if (parameter.isAnnotationPresent(RequestParam.class)) {
            String name = parameter.getAnnotation(RequestParam.class).name();
            return Stream.of(name.isEmpty() ? parameter.getName() : name);
        }
        return Stream.empty();
    }

    @Test
    void anInvalidContractHoldsNothing() {
        String unquoted = Contract.text()
                .replace("'Submit, watch, search, cancel, and read the answers'", "Submit, watch, search, cancel");
        assertThat(unquoted).isNotEqualTo(Contract.text());
        assertThatThrownBy(() -> new Contract(unquoted)).hasMessageContaining("/tags/0");
        String dangling = Contract.text().replace("\n    Submission:", "\n    Submissions:");
        assertThatThrownBy(() -> new Contract(dangling)).hasMessageContaining("Submission leads nowhere");
    }

    @Test
    void examplesAreWhatTheirSchemasSay() {
        assertThat(contract.examples()).hasSizeGreaterThanOrEqualTo(6);
        contract.examples()
                .forEach((place, violations) -> assertThat(violations).as(place).isEmpty());
    }

    @Test
    void theContractIsServedAsItIsAndAsJson() {
        RestClient client = RestClient.create("http://127.0.0.1:" + port);
        ResponseEntity<byte[]> yaml =
                client.get().uri("/openapi.yaml").retrieve().toEntity(byte[].class);
        assertThat(yaml.getHeaders().getContentType()).hasToString("application/yaml");
        assertThat(yaml.getBody()).asString(StandardCharsets.UTF_8).isEqualTo(Contract.text());
        ResponseEntity<JsonNode> json =
                client.get().uri("/openapi.json").retrieve().toEntity(JsonNode.class);
        assertThat(json.getBody()).hasToString(contract.document().toString());
    }

    @Test
    void theContractAndTheRoutesAreTheSameSet() {
        assertThat(served().keySet()).isNotEmpty().isEqualTo(contract.routes());
    }

    @Test
    void theContractNamesTheParametersThatAreRead() {
        served().forEach((route, parameters) ->
                assertThat(contract.queryParameters(route)).as(route).isEqualTo(parameters));
    }
}
