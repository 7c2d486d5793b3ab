package dev.rangefinder.trainer;

import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.trainer.DeviceSubjects.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Milliseconds an iteration on a device, beside PyTorch as it comes, channels-last and compiled on the same, and the
 * share of our time in which the device computes: {@code bench/gpu}. Both sides round factors to ten bits. It ends in time, and says what it left out.
 */
@Tag("bench")
class DeviceTimesBench {

    private static final List<String> FORMATS = List.of("plain", "channels_last", "compiled");
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 3;
    private static final double SECONDS_A_TURN = 0.5;
    private static final double SECONDS_OF_BEING_BUSY = 3;
    private static final int MOST_ITERATIONS = 20_000;

    /** Compiling comes before the first answer. */
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(60);

    private final long endNanos = System.nanoTime() + Long.getLong("bench.seconds", 300) * 1_000_000_000L;
    private final String device = TestedEngine.DEVICE.replace("gpu", "cuda");

    private final Map<String, PlainTorch> torches = new HashMap<>();

    @TempDir
    private Path directory;

    @Test
    void comparesTheLoops() throws IOException, InterruptedException {
        System.out.println(
                "| net, batch | ours, ms | PyTorch, ms | ratio | channels-last, ms | ratio | compiled, ms | ratio | busy |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        List<String> left = new ArrayList<>();
        for (String batch : DeviceSubjects.words("bench.batches", "128 1024 256 512")) {
            for (Subject subject : DeviceSubjects.wanted()) {
                if (remaining().isPositive()) {
                    compare(subject, Integer.parseInt(batch));
                } else {
                    left.add(subject.name() + ", " + batch);
                }
            }
        }
        System.out.println(left.isEmpty() ? "Nothing was left out." : "Left out for want of time: " + left);
    }

    private Duration remaining() {
        return Duration.ofNanos(endNanos - System.nanoTime());
    }

    private void compare(Subject subject, int batch) throws IOException, InterruptedException {
        Ours ours = ours(subject, batch);
        StringBuilder row = new StringBuilder("| %s, %d | %.3f |".formatted(subject.name(), batch, ours.millis()));
        for (String format : FORMATS) {
            OptionalDouble theirs = theirs(subject, batch, format);
            row.append(
                    theirs.isPresent()
                            ? " %.3f | **%.2f** |".formatted(theirs.getAsDouble(), ours.millis() / theirs.getAsDouble())
                            : " – | – |");
        }
        System.out.println(row + " " + ours.busy() + " |");
    }

    private record Ours(double millis, String busy) {}

    private Ours ours(Subject subject, int batch) {
        try (BareTraining training = new BareTraining(TestedEngine.DIRECTORY, TestedEngine.own())) {
            double best = millis(training, subject, batch, WARM_UP);
            for (int round = 0; round <= ROUNDS; round++) {
                best = Math.min(best, millis(training, subject, batch, aTurn(best, SECONDS_A_TURN)));
            }
            if (TestedEngine.DEVICE.equals("cpu")) {
                return new Ours(best, "–");
            }
            try (BusyShare share = BusyShare.ofDevice()) {
                millis(training, subject, batch, aTurn(best, SECONDS_OF_BEING_BUSY));
                return new Ours(best, share.said());
            }
        } catch (IOException failure) {
            return new Ours(Double.NaN, "ours: " + failure.getMessage());
        }
    }

    private double millis(BareTraining training, Subject subject, int batch, int iterations) throws IOException {
        return 1000
                / (double) iterations
                * training.seconds(new DeviceSubjects(directory)
                        .order(subject, Precision.TF32, batch, iterations, TestedEngine.DEVICE, 1));
    }

    /** The best of some turns; empty if it fails, or hangs. */
    private OptionalDouble theirs(Subject subject, int batch, String format) throws IOException, InterruptedException {
        PlainTorch torch = torch(format);
        OptionalDouble last = torch.millisWithin(FIRST_ANSWER, subject.name(), batch, format, WARM_UP);
        double best = Double.MAX_VALUE;
        double estimate = last.orElse(0);
        for (int round = 0; last.isPresent() && round <= ROUNDS; round++) {
            last = torch.millisWithin(FIRST_ANSWER, subject.name(), batch, format, aTurn(estimate, SECONDS_A_TURN));
            estimate = last.orElse(0);
            best = Math.min(best, last.orElse(Double.MAX_VALUE));
        }
        if (last.isEmpty()) {
            torch.close();
            torches.remove(format);
        }
        return best < Double.MAX_VALUE ? OptionalDouble.of(best) : OptionalDouble.empty();
    }

    /** Each format has a process of its own, so that one that hangs or fails takes no other along. */
    private PlainTorch torch(String format) throws IOException, InterruptedException {
        PlainTorch torch = torches.get(format);
        if (torch == null) {
            torch = new PlainTorch(device);
            torches.put(format, torch);
        }
        return torch;
    }

    @AfterEach
    void endTheOthers() {
        torches.values().forEach(PlainTorch::close);
    }

    private static int aTurn(double millis, double seconds) {
        return (int) Math.clamp(seconds * 1000 / millis, WARM_UP, MOST_ITERATIONS);
    }
}
