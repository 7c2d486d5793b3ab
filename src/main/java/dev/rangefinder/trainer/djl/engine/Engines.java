package dev.rangefinder.trainer.djl.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The native engine of this process. */
public final class Engines {

    /** The PyTorch that comes with this program, and whose headers DJL's JNI was built with. */
    public static final String BUNDLED = "2.7.1";

    /** Libraries of a PyTorch's folder that nothing here calls, and that may want a Python. */
    private static final String NOT_NEEDED = Stream.of(
                    "aoti_custom_ops", "backend_with_compiler", "jitbackend_test", "torchbind_test", "shm")
            .map(System::mapLibraryName)
            .collect(Collectors.joining(","));

    private static @Nullable TorchVersion version;
    private static @Nullable Path library;

    private Engines() {}

    /** Loads the engine that comes with this program. */
    public static void load(Path directory) throws IOException {
        load(directory, null);
    }

    /**
     * Loads the engine; no GPU is touched. What comes with this program is unpacked into the directory the first time,
     * by one process at a time.
     *
     * @param directory where the engine's libraries are, or will be
     * @param own the libraries of a PyTorch of the user's; null for the one that comes with this program
     * @throws EngineException if it is one whose calls are not known
     */
    public static void load(Path directory, @Nullable TorchLibraries own) throws IOException {
        System.setProperty("DJL_CACHE_DIR", directory.toAbsolutePath().toString());
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (own == null) {
            unpackAndLoad(directory, unpacked(directory, null));
            Path loaded = Path.of(LibUtils.getLibtorchPath());
            if (loaded.startsWith(directory.toAbsolutePath())) {
                version = TorchVersion.BUNDLED;
                library = libraryIn(loaded);
                Tensors.use(new JniCalls());
            } else {
                become(loaded); // by the environment, as where tests run beside another one
            }
            return;
        }
        become(own.folder()); // first: beside an older one the JNI cannot be loaded, and does not say why
        System.setProperty("PYTORCH_LIBRARY_PATH", own.folder().toString());
        System.setProperty("PYTORCH_FLAVOR", own.flavor());
        System.setProperty("PYTORCH_VERSION", BUNDLED);
        System.setProperty("PYTORCH_LIBRARY_EXCLUSION", NOT_NEEDED);
        unpackAndLoad(directory, unpacked(directory, own));
        if (!Path.of(LibUtils.getLibtorchPath())
                .toRealPath()
                .equals(own.folder().toRealPath())) {
            throw new EngineException("no whole libtorch was found there");
        }
    }

    private static void become(Path folder) {
        library = libraryIn(folder);
        version = TorchVersion.of(library);
        Tensors.use(version.callsOf(library));
    }

    private static Path libraryIn(Path folder) {
        return folder.resolve(System.mapLibraryName("torch_cpu"));
    }

    private static void unpackAndLoad(Path directory, Path mark) throws IOException {
        if (Files.exists(mark)) {
            loadIt();
            return;
        }
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(
                directory.resolve("unpacking.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.lock();
            loadIt();
            Files.write(mark, new byte[0]);
            lock.release();
        }
    }

    private static void loadIt() {
        try {
            Engine.getEngine("PyTorch");
        } catch (EngineException failure) {
            // DJL says only that it failed; the linker, which library is missing
            throw failure.getCause() instanceof UnsatisfiedLinkError missing
                    ? new EngineException(missing.getMessage(), failure)
                    : failure;
        }
    }

    /** Whether what goes with this engine is there, so that the directory need not be written to. */
    public static boolean areUnpacked(Path directory, @Nullable TorchLibraries own) {
        return Files.exists(unpacked(directory, own));
    }

    private static Path unpacked(Path directory, @Nullable TorchLibraries own) {
        return directory.resolve(
                "unpacked-%s-%s%s".formatted(Engine.getDjlVersion(), BUNDLED, own == null ? "" : "-" + own.flavor()));
    }

    /** Of the PyTorch that is loaded. */
    public static String version() {
        return Objects.requireNonNull(version).toString();
    }

    public static CppFunctions functions() {
        return new CppFunctions(Objects.requireNonNull(library));
    }

    /** What makes a curve, beside the order: the versions of all that computes, and the hardware it computes on. */
    public static Map<String, String> provenance(String device, int threads) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("engine", "PyTorch " + version());
        facts.put("djl", String.valueOf(Engine.getDjlVersion()));
        facts.put("java", Runtime.version().toString());
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("device", device);
        facts.put("threads", Integer.toString(threads));
        facts.putAll(Processor.facts());
        return facts;
    }

    public static Device device(String name) {
        return Device.fromName(name.startsWith("gpu:") ? name.substring("gpu:".length()) : "cpu");
    }

    public static void useThreads(int threads) {
        JniUtils.setNumThreads(threads);
    }
}
