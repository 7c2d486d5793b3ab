package dev.rangefinder.trainer;

import dev.rangefinder.testing.Python;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A plain PyTorch loop, {@code bench/trainer.py}, in a process of its own. */
final class PlainTorch implements AutoCloseable {

    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;
    private final String version;
    private final TorchLibraries libraries;

    /**
     * Starts it.
     *
     * @param device in PyTorch's words
     */
    PlainTorch(String device) throws IOException, InterruptedException {
        process = new ProcessBuilder(Python.command("torch").orElseThrow(), "bench/trainer.py", device)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = process.outputWriter();
        answers = process.inputReader();
        version = answer();
        libraries = TestedEngine.in(Path.of(answer()));
    }

    String version() {
        return version;
    }

    TorchLibraries libraries() {
        return libraries;
    }

    /** Milliseconds an iteration. */
    double millis(String network, int batch, int threads, String format, int iterations) throws IOException {
        orders.write("%s %d %d %s %d%n".formatted(network, batch, threads, format, iterations));
        orders.flush();
        return Double.parseDouble(answer());
    }

    /** Likewise on one thread; empty, and ended, if there is no answer in this time, or there is none at all. */
    OptionalDouble millisWithin(Duration limit, String network, int batch, String format, int iterations) {
        CompletableFuture<@Nullable Void> ending = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
        try {
            return OptionalDouble.of(millis(network, batch, 1, format, iterations));
        } catch (IOException | NumberFormatException ended) {
            return OptionalDouble.empty();
        } finally {
            ending.cancel(false);
        }
    }

    private String answer() throws IOException {
        @Nullable String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the plain loop ended");
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
