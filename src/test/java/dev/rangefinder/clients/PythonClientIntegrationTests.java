package dev.rangefinder.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.ProgramResult;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;

/** The tests of {@code clients/python}, which are its own, against a whole server. */
@ServerTest
class PythonClientIntegrationTests {

    private static final Path CLIENT = Path.of("clients", "python");
    private static final Path FASHION_MNIST =
            Path.of("../shared/data/fashion-mnist").toAbsolutePath();

    /** Starts the one that the tests of the client kill; it only answers. */
    private static final List<String> SERVER = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.rangefinder.RangefinderApplication",
            "--rangefinder.sample.enabled=false",
            "--rangefinder.lanes=");

    private static final List<String> DATABASE =
            List.of("spring.datasource.url", "spring.datasource.username", "spring.datasource.password");

    @LocalServerPort
    private int port;

    @Autowired
    private Environment settings;

    @Test
    void theClientPassesItsTestsOnAPythonWithoutPackages() throws IOException, InterruptedException {
        Optional<String> python = Python.command("unittest");
        assumeTrue(python.isPresent(), "skipped: there is no python3 on this machine");
        assertThat(tests(python.orElseThrow(), "test_*.py")).doesNotContain("skipped=");
    }

    /**
     * Each on every Python that has it: {@code python3}, the system's, and those of {@code RANGEFINDER_TEST_PYTHONS}.
     */
    @ParameterizedTest
    @CsvSource({
        "torch, torch_*.py",
        "lightning, lightning_*.py",
        "keras, keras_*.py",
        "transformers, huggingface_*.py",
        "wheel, wheel_*.py",
        "mypy, mypy_*.py"
    })
    void thePartForALibraryPassesItsTestsWhereverThatIs(String module, String files)
            throws IOException, InterruptedException {
        List<String> pythons = Python.commands(module);
        assumeFalse(pythons.isEmpty(), "skipped: no Python of this machine has " + module);
        for (String python : pythons) {
            assertThat(tests(python, files)).doesNotContain("no service");
        }
    }

    private String tests(String python, String files) throws IOException, InterruptedException {
        List<String> command =
                List.of(python, "-m", "unittest", "discover", "-v", "-s", "tests", "-t", ".", "-p", files);
        return ProgramResult.of(command, CLIENT, environment(), Duration.ofMinutes(8))
                .succeeded()
                .output();
    }

    private List<String> serverOnTheSameDatabase() {
        return Stream.concat(
                        SERVER.stream(),
                        DATABASE.stream()
                                .map(setting -> "--%s=%s".formatted(setting, settings.getRequiredProperty(setting))))
                .toList();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RANGEFINDER_TEST_URL",
                "http://127.0.0.1:" + port,
                "RANGEFINDER_TEST_SERVER",
                Json.MAPPER.writeValueAsString(serverOnTheSameDatabase()),
                "PYTHONDONTWRITEBYTECODE",
                "1",
                "OMP_NUM_THREADS", // its threads wait for each other, long where others want the cores
                "1"));
        if (Files.isDirectory(FASHION_MNIST)) {
            environment.put("RANGEFINDER_TEST_DATA", FASHION_MNIST.toString());
        }
        return environment;
    }
}
