package dev.rangefinder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A Python of this machine that runs one program after another, so that what they import is loaded once. */
public final class Python implements AutoCloseable {

    /** The second is the system's, which has the packages of the distribution where another one comes first. */
    private static final List<String> COMMANDS = List.of("python3", "/usr/bin/python3");

    /** Names further ones, as {@code PATH} names folders. */
    private static final String MORE = "RANGEFINDER_TEST_PYTHONS";

    private static final String SERVE = """
            import contextlib, io, json, sys, traceback
            for line in sys.stdin:
                printed, failed = io.StringIO(), None
                try:
                    with contextlib.redirect_stdout(printed):
                        exec(json.loads(line), {"__name__": "__main__"})
                except BaseException:
                    failed = traceback.format_exc()
                print(json.dumps({"printed": printed.getvalue(), "failed": failed}), flush=True)
            """;

    private final Process process;
    private final BufferedWriter programs;
    private final BufferedReader answers;

    private Python(String command) throws IOException {
        process = new ProcessBuilder(command, "-W", "ignore", "-c", SERVE)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        programs = process.outputWriter();
        answers = process.inputReader();
    }

    /** The first one that can import a module; empty if none can. */
    public static Optional<Python> with(String module) throws IOException, InterruptedException {
        Optional<String> command = command(module);
        return command.isPresent() ? Optional.of(new Python(command.get())) : Optional.empty();
    }

    /** What starts the first one that can import a module; empty if none can. */
    public static Optional<String> command(String module) throws InterruptedException {
        for (String command : COMMANDS) {
            if (has(command, module)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    /** What starts each that can import a module, and those of {@code RANGEFINDER_TEST_PYTHONS} first. */
    public static List<String> commands(String module) throws InterruptedException {
        String more = System.getenv().getOrDefault(MORE, "");
        List<String> found = new ArrayList<>();
        for (String command : Stream.concat(
                        Arrays.stream(more.split(File.pathSeparator)).filter(name -> !name.isBlank()),
                        COMMANDS.stream())
                .toList()) {
            if (!found.contains(command) && has(command, module)) {
                found.add(command);
            }
        }
        return List.copyOf(found);
    }

    private static boolean has(String command, String module) throws InterruptedException {
        try {
            Process asked = new ProcessBuilder(command, "-c", "import " + module)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return asked.waitFor(1, TimeUnit.MINUTES) && asked.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    /** What a program prints; it fails the test if the program fails. */
    public String run(String program) throws IOException {
        programs.write(Json.MAPPER.writeValueAsString(program));
        programs.newLine();
        programs.flush();
        @Nullable String line = answers.readLine();
        assertThat(line).as("Python's answer").isNotNull();
        JsonNode answer = Json.MAPPER.readTree(line);
        assertThat(answer.get("failed").isNull())
                .as(answer.get("failed").asString(""))
                .isTrue();
        return answer.get("printed").asString();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
