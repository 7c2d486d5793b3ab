package dev.rangefinder.lane.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's own tool, which comes with every driver. It may be absent, fail, or hang for as long as a driver does: no
 * question takes longer than its patience.
 */
public final class NvidiaSmi {

    private static final String FIELDS =
            "uuid,memory.total,memory.used,utilization.gpu,temperature.gpu,ecc.errors.uncorrected.volatile.total";

    private static final Pattern WHOLE = Pattern.compile("GPU (\\d+): (.*) \\(UUID: (GPU-[A-Za-z0-9-]+)\\)");
    private static final Pattern SLICE =
            Pattern.compile("\\s+MIG (\\S+)\\s+Device\\s+\\d+: \\(UUID: (MIG-[A-Za-z0-9/-]+)\\)");
    private static final Pattern STATE =
            Pattern.compile("(GPU-[A-Za-z0-9-]+), ([^,]*), ([^,]*), ([^,]*), ([^,]*), ([^,]*)");

    /** What a device that does not have a value says, as one without ECC does. */
    private static final Pattern NOT_THERE = Pattern.compile("(?i)\\[?(N/A|Not Supported|Insufficient Permissions)]?");

    private final String program;
    private final Duration patience;

    /**
     * Asks nothing yet.
     *
     * @param program its name, or its path
     */
    public NvidiaSmi(String program, Duration patience) {
        this.program = program;
        this.patience = patience;
    }

    /**
     * The GPUs of this machine, in the order of the PCI bus; those that are divided are there as their slices.
     *
     * @throws NoAnswerException if the tool says none
     */
    List<Gpu> gpus() {
        Said said = ask("-L");
        List<Gpu> gpus = new ArrayList<>();
        @Nullable Gpu whole = null;
        for (String line : said.output().lines().toList()) {
            Matcher gpu = WHOLE.matcher(line);
            Matcher slice = SLICE.matcher(line);
            if (gpu.matches()) {
                whole = new Gpu(gpu.group(3), Integer.parseInt(gpu.group(1)), gpu.group(2), null);
                gpus.add(whole);
            } else if (slice.matches() && whole != null) {
                gpus.remove(whole);
                gpus.add(
                        new Gpu(slice.group(2), whole.index(), whole.model() + " MIG " + slice.group(1), whole.uuid()));
            }
        }
        said.requireAnswer(!gpus.isEmpty());
        return gpus;
    }

    /**
     * How each whole GPU is, by its UUID. One that fell off the bus may be missing.
     *
     * @throws NoAnswerException if the tool says nothing of any
     */
    Map<String, GpuState> states() {
        Said said = ask("--query-gpu=" + FIELDS, "--format=csv,noheader,nounits");
        Map<String, GpuState> states = new LinkedHashMap<>();
        for (String line : said.output().lines().toList()) {
            Matcher values = STATE.matcher(line.strip());
            if (values.matches()) {
                states.put(values.group(1), state(values));
            }
        }
        said.requireAnswer(!states.isEmpty());
        return states;
    }

    private static GpuState state(Matcher values) {
        @Nullable String fault = null;
        @Nullable Integer[] numbers = new Integer[values.groupCount() - 1];
        for (int i = 0; i < numbers.length; i++) {
            String value = values.group(i + 2).strip();
            if (value.matches("\\d{1,9}")) {
                numbers[i] = Integer.valueOf(value);
            } else if (!NOT_THERE.matcher(value).matches()) {
                fault = value;
            }
        }
        return new GpuState(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], fault);
    }

    /** A process whose driver hangs may survive being killed, and is not waited for. */
    private Said ask(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException notThere) {
            throw new NoAnswerException("there is no " + program + " here");
        }
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(process, output));
        try {
            String said = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            boolean isOver = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Said(said, isOver ? process.exitValue() : -1);
        } catch (TimeoutException hangs) {
            throw new NoAnswerException("%s did not answer within %d s".formatted(program, patience.toSeconds()));
        } catch (ExecutionException failure) {
            throw new NoAnswerException("%s could not be read: %s".formatted(program, failure.getCause()));
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new NoAnswerException(program + " was not waited for");
        } finally {
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

    private record Said(String output, int exitCode) {

        void requireAnswer(boolean isOne) {
            if (!isOne) {
                String words = output.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse("nothing");
                throw new NoAnswerException("nvidia-smi says %s (exit code %d)".formatted(words, exitCode));
            }
        }
    }

    /** The tool is absent, fails, or hangs; the message says which. */
    static final class NoAnswerException extends RuntimeException {

        NoAnswerException(String message) {
            super(message);
        }
    }
}
