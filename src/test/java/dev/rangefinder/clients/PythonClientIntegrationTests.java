package dev.rangefinder.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.Ran;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The tests of {@code clients/python}, which are its own, against a whole server. */
@ServerTest
class PythonClientIntegrationTests {

    private static final Path CLIENT = Path.of("clients", "python");
    private static final Path FASHION_MNIST =
            Path.of("../shared/data/fashion-mnist").toAbsolutePath();

    /** Of which the tests of the client kill one and start it again; it only answers. */
    private static final List<String> SERVER = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.rangefinder.RangefinderApplication",
            "--rangefinder.sample.enabled=false",
            "--rangefinder.lanes=");

    @LocalServerPort
    private int port;

    @Test
    void theClientPassesItsTestsOnAPythonWithoutPackages() throws IOException, InterruptedException {
        Optional<String> python = Python.command("unittest");
        assumeTrue(python.isPresent(), "skipped: there is no python3 on this machine");
        assertThat(tests(python.orElseThrow(), "test_*.py")).doesNotContain("skipped=");
    }

    @Test
    void thePartForPyTorchPassesItsTests() throws IOException, InterruptedException {
        Optional<String> python = Python.command("torch");
        assumeTrue(python.isPresent(), "skipped: no python3 of this machine has torch");
        assertThat(tests(python.orElseThrow(), "torch_*.py")).doesNotContain("no service");
    }

    private String tests(String python, String files) throws IOException, InterruptedException {
        List<String> command =
                List.of(python, "-m", "unittest", "discover", "-v", "-s", "tests", "-t", ".", "-p", files);
        return Ran.program(command, CLIENT, environment(), Duration.ofMinutes(8))
                .succeeded()
                .output();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RANGEFINDER_TEST_URL",
                "http://127.0.0.1:" + port,
                "RANGEFINDER_TEST_SERVER",
                Json.MAPPER.writeValueAsString(SERVER),
                "PYTHONDONTWRITEBYTECODE",
                "1"));
        if (Files.isDirectory(FASHION_MNIST)) {
            environment.put("RANGEFINDER_TEST_DATA", FASHION_MNIST.toString());
        }
        return environment;
    }
}
