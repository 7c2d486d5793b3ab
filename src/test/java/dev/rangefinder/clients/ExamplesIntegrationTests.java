package dev.rangefinder.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ProgramResult;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What stands in {@code examples}, run as its reader would. */
@ServerTest
class ExamplesIntegrationTests {

    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @LocalServerPort
    private int port;

    @Autowired
    private Api api;

    private String url() {
        return "http://127.0.0.1:" + port;
    }

    @Test
    void curlAloneSubmitsWaitsAndReads() throws IOException, InterruptedException {
        assumeTrue(onPath("curl") && onPath("bash"), "skipped: there is no curl or no bash on this machine");
        String printed = ProgramResult.of(
                        List.of("bash", "curl.sh"), EXAMPLES, Map.of("RANGEFINDER_URL", url()), PATIENCE)
                .succeeded()
                .output();
        String path = printed.lines().findFirst().orElseThrow().replace("submitted ", "");
        JsonNode rates = api.get(path + "/schedule?policy=triangular2&iterations=1000&count=3")
                .expect(200)
                .json()
                .get("rates");
        for (int iteration = 0; iteration < 3; iteration++) {
            assertThat(printed).contains("iteration %d trains at %s\n".formatted(iteration, rates.get(iteration)));
        }
    }

    @Test
    void aJavaTrainerTakesEveryStepAtTheRateOfTheSchedule() throws IOException, InterruptedException {
        String path = api.submit(Submissions.spirals(300, 1, 7));
        api.finished(path);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-DDJL_CACHE_DIR=" + Path.of("target", "test-data", "engine").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "Training.java",
                url(),
                path.replaceFirst(".*/", ""),
                "1000");
        String printed = ProgramResult.of(command, EXAMPLES.resolve("djl"), Map.of(), PATIENCE)
                .succeeded()
                .output();
        JsonNode rates = api.get(path + "/schedule?policy=triangular2&iterations=1000")
                .expect(200)
                .json()
                .get("rates");
        List<MatchResult> steps = Pattern.compile("iteration (\\d+) lr (\\S+) loss (\\S+)")
                .matcher(printed)
                .results()
                .toList();
        assertThat(steps)
                .hasSize(10)
                .allSatisfy(step -> assertThat(Double.parseDouble(step.group(2)))
                        .isEqualTo(rates.get(Integer.parseInt(step.group(1))).doubleValue()));
        assertThat(loss(steps.getLast())).as(printed).isLessThan(loss(steps.getFirst()) / 2);
    }

    private static double loss(MatchResult step) {
        return Double.parseDouble(step.group(3));
    }

    /** They are run by the tests of the client. */
    @Test
    void fiveLinesBringTheServiceIntoATrainingScript() throws IOException {
        List<String> before = Files.readAllLines(EXAMPLES.resolve("pytorch/before.py"));
        List<String> after = Files.readAllLines(EXAMPLES.resolve("pytorch/after.py"));
        assertThat(after).containsSubsequence(before).hasSize(before.size() + 5);
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
