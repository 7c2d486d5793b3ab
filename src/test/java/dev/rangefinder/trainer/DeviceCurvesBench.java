package dev.rangefinder.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.trainer.DeviceSubjects.Subject;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether equal orders give equal curves on a device, and how far from them those of the CPU are: {@code bench/gpu}. */
@Tag("bench")
class DeviceCurvesBench {

    private static final int ITERATIONS = 100;
    private static final int BATCH = 32;

    /**
     * Of a loss, or of 1 if it is less. A GPU adds in another order, and every step carries on from the one before.
     */
    private static final double BOUND = 0.02;

    @TempDir
    private Path directory;

    /** All but the one of which a hundred iterations take a CPU minutes. */
    static List<Subject> subjects() {
        return DeviceSubjects.wanted().stream()
                .filter(subject -> !subject.name().equals("resnet110"))
                .toList();
    }

    @BeforeAll
    static void beginTheTable() {
        System.out.println("| net, batch | equal orders, equal curves | greatest difference from the CPU, of %.2f |"
                .formatted(BOUND));
        System.out.println("|---|---|---|");
    }

    /** Where the device is the CPU, too, it adds in another order there: with two threads. */
    @ParameterizedTest
    @MethodSource("subjects")
    void equalOrdersGiveEqualCurvesAndTheCpusIsWithinTheBound(Subject subject) throws IOException {
        OneTraining once = trained(order(subject, TestedEngine.DEVICE, 2));
        boolean isEqual = once.equals(trained(order(subject, TestedEngine.DEVICE, 2)));
        List<Double> cpu = trained(order(subject, "cpu", 1)).losses();
        double greatest = IntStream.range(0, ITERATIONS)
                .mapToDouble(i -> Math.abs(once.losses().get(i) - cpu.get(i)) / Math.max(1, cpu.get(i)))
                .max()
                .orElseThrow();
        System.out.printf("| %s, %d | %s | %.1e |%n", subject.name(), BATCH, isEqual ? "yes" : "**no**", greatest);
        assertThat(isEqual).as("equal curves of equal orders").isTrue();
        assertThat(greatest).as("greatest difference from the CPU").isLessThanOrEqualTo(BOUND);
    }

    private Order order(Subject subject, String device, int threads) throws IOException {
        return new DeviceSubjects(directory).order(subject, Precision.FLOAT32, BATCH, ITERATIONS, device, threads);
    }

    private static OneTraining trained(Order order) throws IOException {
        OneTraining trained = OneTraining.of(order, TestedEngine.own());
        assertThat(trained.losses()).hasSize(ITERATIONS);
        return trained;
    }
}
