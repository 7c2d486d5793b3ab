package dev.rangefinder.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.ProgramResult;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.testing.ServerJvm;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tests of {@code clients/python}, which are its own, against a whole server. */
@SeparateProcessTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonClientIntegrationTests {

    private static final Path CLIENT = Path.of("clients", "python");
    private static final Path FASHION_MNIST =
            Path.of("../shared/data/fashion-mnist").toAbsolutePath();

    /** Starts the one that the tests of the client kill; it only answers. */
    private static final List<String> SERVER = List.of(
            "dev.rangefinder.RangefinderApplication", "--rangefinder.sample.enabled=false", "--rangefinder.lanes=");

    private final TestDatabase.Location database = TestDatabase.fresh();

    private ServerProcess server;

    @BeforeAll
    void start(@TempDir Path directory) {
        List<String> settings = new ArrayList<>(database.arguments());
        settings.add(ServerProcess.dataIn(directory));
        settings.add("--rangefinder.run.retry-pause=100ms");
        server = ServerProcess.start(directory, ServerJvm.quickToStart(), settings);
        server.ready();
    }

    @AfterAll
    void end() {
        server.close();
    }

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
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(
                        Stream.of(java),
                        ServerJvm.quickToStart().stream(),
                        SERVER.stream(),
                        database.arguments().stream())
                .flatMap(part -> part)
                .toList();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RANGEFINDER_TEST_URL",
                "http://127.0.0.1:" + server.port(),
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
