package dev.rangefinder.trainer.djl.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The processor of this machine, as far as the engine's kernels differ by it. */
final class Processor {

    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    /** Those for which PyTorch has kernels of their own, the best first. */
    private static final List<String> VECTOR_EXTENSIONS = List.of("avx512f", "avx2");

    /** By which a user has PyTorch take other kernels than the best. */
    private static final String CHOICE = "ATEN_CPU_CAPABILITY";

    private Processor() {}

    static Map<String, String> facts() {
        List<String> lines = lines();
        String flags = " " + value(lines, "flags") + " ";
        String vectors = VECTOR_EXTENSIONS.stream()
                .filter(extension -> flags.contains(" " + extension + " "))
                .findFirst()
                .orElse("none known");
        String chosen = Objects.requireNonNullElse(System.getenv(CHOICE), vectors);
        return Map.of("cpu", value(lines, "model name"), "cpu_vectors", chosen);
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static List<String> lines() {
        try (Stream<String> lines = Files.lines(DESCRIPTION)) {
            return lines.takeWhile(line -> !line.isBlank()).toList();
        } catch (IOException noSuchFile) {
            return List.of();
        }
    }
}
