package dev.rangefinder.trainer.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** The native engine of this process. */
public final class Engines {

    private Engines() {}

    /**
     * Loads the engine; no GPU is touched. The first time it is unpacked into the directory, by one process at a time.
     *
     * @param directory where the engine's libraries are, or will be
     */
    public static void load(Path directory) throws IOException {
        System.setProperty("DJL_CACHE_DIR", directory.toAbsolutePath().toString());
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (areUnpacked(directory)) {
            Engine.getEngine("PyTorch");
            return;
        }
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(
                directory.resolve("unpacking.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.lock();
            Engine.getEngine("PyTorch");
            Files.write(unpacked(directory), new byte[0]);
            lock.release();
        }
    }

    /** Whether the libraries of these versions are there, so that the directory need not be written to. */
    public static boolean areUnpacked(Path directory) {
        return Files.exists(unpacked(directory));
    }

    private static Path unpacked(Path directory) {
        return directory.resolve("unpacked-%s-%s"
                .formatted(
                        Engine.getDjlVersion(),
                        Platform.detectPlatform("pytorch").getVersion()));
    }

    /** What makes a curve, beside the order: the versions of all that computes, and the hardware it computes on. */
    public static Map<String, String> provenance(String device, int threads) {
        Engine engine = Engine.getEngine("PyTorch");
        Map<String, String> facts = new TreeMap<>();
        facts.put("engine", "PyTorch " + engine.getVersion());
        facts.put("djl", String.valueOf(Engine.getDjlVersion()));
        facts.put("java", Runtime.version().toString());
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("device", device);
        facts.put("threads", Integer.toString(threads));
        facts.putAll(Processor.facts());
        return facts;
    }

    static Device device(String name) {
        return Device.fromName(name.startsWith("gpu:") ? name.substring("gpu:".length()) : "cpu");
    }

    static void useThreads(int threads) {
        JniUtils.setNumThreads(threads);
    }
}
