package dev.rangefinder.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.Ran;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The tests of {@code clients/python}, which are its own, against a whole server. */
@ServerTest
class PythonClientIntegrationTests {

    private static final Path CLIENT = Path.of("clients", "python");

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
        Map<String, String> environment =
                Map.of("RANGEFINDER_TEST_URL", "http://127.0.0.1:" + port, "PYTHONDONTWRITEBYTECODE", "1");
        return Ran.program(command, CLIENT, environment, Duration.ofMinutes(8))
                .succeeded()
                .output();
    }
}
