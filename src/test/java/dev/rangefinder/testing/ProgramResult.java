package dev.rangefinder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that was run to its end, and what it printed to both streams. */
public record ProgramResult(int exit, String output) {

    /** Runs it in a directory; one that takes longer than it may is killed, and fails the test. */
    public static ProgramResult of(
            List<String> command, Path directory, Map<String, String> environment, Duration atMost)
            throws IOException, InterruptedException {
        File output = File.createTempFile("ran", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output);
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String printed = Files.readString(output.toPath());
            assertThat(ended).as("%s within %s: %s", command, atMost, printed).isTrue();
            return new ProgramResult(process.exitValue(), printed);
        } finally {
            Files.delete(output.toPath());
        }
    }

    /** Asserts that it ended well; what it printed then explains a failure. */
    public ProgramResult succeeded() {
        assertThat(exit).as(output).isZero();
        return this;
    }
}
