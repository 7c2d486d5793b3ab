package dev.rangefinder.trainer;

import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the trainer's tests compute with, and on: the bundled engine and the CPU, unless {@code -Dtests.torch} names the
 * folder of another libtorch, and {@code -Dtests.device} a device in the words of an order.
 */
public final class TestedEngine {

    public static final Path DIRECTORY =
            Path.of("target", "test-data", "engine").toAbsolutePath();

    public static final String DEVICE = System.getProperty("tests.device", "cpu");

    private TestedEngine() {}

    /** The other libtorch; null for the bundled one. */
    public static @Nullable TorchLibraries own() {
        String folder = System.getProperty("tests.torch", "");
        return folder.isEmpty() ? null : in(Path.of(folder));
    }

    /** A libtorch, of the flavour that its files say. */
    static TorchLibraries in(Path folder) {
        boolean isForGpus = Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
        return new TorchLibraries(folder, isForGpus ? "cu128" : "cpu");
    }

    /** Into this process. */
    public static void load() throws IOException {
        Engines.load(DIRECTORY, own());
    }
}
