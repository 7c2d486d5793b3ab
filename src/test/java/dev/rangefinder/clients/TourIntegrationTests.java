package dev.rangefinder.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.testing.ProgramResult;
import dev.rangefinder.testing.ServerTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The tour of the README and of docs/tour.md, pasted into a shell: what is printed is what stands there, but for the
 * figures.
 */
@ServerTest
class TourIntegrationTests {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    /**
     * What an interactive shell does with a pasted line, and then: stop at the first command that fails, and say which.
     */
    private static final String LIKE_AT_A_PROMPT = """
            set -o pipefail -o history -o histexpand
            trap 'echo "exit status $? of: $BASH_COMMAND"; exit 1' ERR
            """;

    private static final String END = "@ end of a block";

    /** A block of commands, and what the tour says that they print. */
    private record Block(String commands, String printed) {}

    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```\n(?:```\n(.*?)```\n)?", Pattern.DOTALL);

    /** What differs from one processor, or from one day, to the next. */
    private static final Pattern FIGURE = Pattern.compile("\\d+\\.\\d+(?:[eE][-+]?\\d+)?");

    @LocalServerPort
    private int port;

    @Test
    void theTourWorksFromTopToBottomAndAgain(@TempDir Path directory) throws IOException, InterruptedException {
        for (String program : List.of("bash", "curl", "jq", "awk")) {
            assumeTrue(isInstalled(program), "skipped: there is no " + program + " on this machine");
        }
        List<Block> tour = tour();
        for (String time : List.of("first", "second")) {
            List<String> printed = paste(tour, directory);
            for (int i = 0; i < tour.size(); i++) {
                assertThat(withoutFigures(printed.get(i)))
                        .as("the %s time, the tour says that this prints %s", time, tour.get(i))
                        .isEqualTo(withoutFigures(tour.get(i).printed()));
            }
        }
    }

    private List<String> paste(List<Block> tour, Path directory) throws IOException, InterruptedException {
        StringBuilder pasted = new StringBuilder(LIKE_AT_A_PROMPT);
        for (Block block : tour) {
            pasted.append(block.commands()).append("echo '").append(END).append("'\n");
        }
        Path script = Files.writeString(
                directory.resolve("pasted"), pasted.toString().replace("127.0.0.1:8080", "127.0.0.1:" + port));
        String shell = "cat '%s' | bash --norc --noprofile"
                .formatted(script); // by a pipe: a command that reads takes lines away
        String printed = ProgramResult.of(List.of("bash", "-c", shell), directory, Map.of("HISTFILE", ""), PATIENCE)
                .succeeded()
                .output();
        return List.of(printed.split(END + "\n"));
    }

    private static List<Block> tour() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("\n## A tour")).substring(1);
        String tour = section.substring(0, section.indexOf("\n## ")) + Files.readString(Path.of("docs", "tour.md"));
        List<Block> blocks = BLOCK.matcher(tour)
                .results()
                .map(found -> new Block(found.group(1), found.group(2) == null ? "" : found.group(2)))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(5);
        return blocks;
    }

    private static String withoutFigures(String printed) {
        return FIGURE.matcher(printed).replaceAll("0.0");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
