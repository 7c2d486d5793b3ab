package dev.rangefinder.lane.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that is asked something and may hang, as one does whose disk or driver is gone. */
final class Question {

    private Question() {}

    /** What it prints; its complaints go nowhere. */
    static String ask(List<String> command, Duration patience) throws NoEngineException {
        String name = String.valueOf(Path.of(command.getFirst()).getFileName());
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            ChildEnvironment.clean(builder.environment());
            process = builder.start();
        } catch (IOException notThere) {
            throw new NoEngineException("there is no %s here".formatted(name));
        }
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(process, output));
        try {
            return output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hangs) {
            throw new NoEngineException("%s did not answer within %d s".formatted(name, patience.toSeconds()));
        } catch (ExecutionException failure) {
            throw new NoEngineException("%s cannot be read: %s".formatted(name, failure.getCause()));
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new NoEngineException(name + " was not waited for");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void read(Process process, CompletableFuture<String> output) {
        try {
            output.complete(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | UncheckedIOException exception) {
            output.completeExceptionally(exception);
        }
    }
}
