package dev.rangefinder.lane.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a program said that was asked something.
 *
 * @param output what it printed
 * @param complaints what it printed to stderr
 */
public record Answer(String output, String complaints, int exitCode) {

    /**
     * Asks a program that may hang, as one does whose disk or driver is gone. Such a one may survive being killed, and
     * is not waited for.
     *
     * @param patience for all of it
     * @throws NoAnswerException if it is absent, or not over by then
     */
    public static Answer of(List<String> command, Duration patience) throws NoAnswerException {
        Path program = Path.of(command.getFirst());
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            ChildEnvironment.clean(builder.environment());
            process = builder.start();
        } catch (IOException notThere) {
            throw new NoAnswerException("there is no %s here".formatted(program.getFileName()));
        }
        CompletableFuture<String> output = read(process.getInputStream());
        CompletableFuture<String> complaints = read(process.getErrorStream());
        try {
            CompletableFuture.allOf(output, complaints, process.onExit())
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(output.join(), complaints.join(), process.exitValue());
        } catch (TimeoutException hangs) {
            throw new NoAnswerException(
                    "%s did not answer within %d s".formatted(program.getFileName(), patience.toSeconds()));
        } catch (ExecutionException failure) {
            throw new NoAnswerException("%s cannot be read: %s".formatted(program.getFileName(), failure.getCause()));
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new NoAnswerException("%s was not waited for".formatted(program.getFileName()));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException | UncheckedIOException exception) {
                text.completeExceptionally(exception);
            }
        });
        return text;
    }

    /** The first line of what it printed and complained of that is not empty, or "nothing". */
    public String firstLine() {
        return (output + "\n" + complaints)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("nothing");
    }
}
