package dev.rangefinder.trainer.djl.engine;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.djl.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Optional;

/** What libtorch says that it is. */
@SuppressWarnings("restricted") // the command line of a trainer allows native access
public record TorchVersion(int major, int minor, int patch) {

    /** What comes with this program, and what DJL's JNI was built with. */
    static final TorchVersion BUNDLED = new TorchVersion(2, 7, 1);

    /**
     * Asks the library.
     *
     * @throws EngineException if it cannot say, as those before 2.7 or so
     */
    public static TorchVersion of(Path library) {
        Optional<MemorySegment> asked;
        try {
            asked = SymbolLookup.libraryLookup(library, Arena.global()).find("aoti_torch_abi_version");
        } catch (IllegalArgumentException notLoaded) {
            throw new EngineException("its %s cannot be loaded".formatted(library.getFileName()), notLoaded);
        }
        if (asked.isEmpty()) {
            throw new EngineException("it is too old: it does not say its version, as 2.7 and newer do");
        }
        try {
            long version = (long) Linker.nativeLinker()
                    .downcallHandle(asked.get(), FunctionDescriptor.of(JAVA_LONG))
                    .invokeExact();
            return new TorchVersion(
                    (int) (version >> 56 & 0xff), (int) (version >> 48 & 0xff), (int) (version >> 40 & 0xff));
        } catch (Throwable failure) {
            throw new EngineException("this PyTorch does not say its version", failure);
        }
    }

    /**
     * How it is called.
     *
     * @throws EngineException if no way is known
     */
    public Calls callsOf(Path library) {
        if (major == BUNDLED.major && minor == BUNDLED.minor) {
            return new JniCalls();
        }
        if (major < BUNDLED.major || (major == BUNDLED.major && minor < StableAbi.MINOR)) {
            throw new EngineException("PyTorch %s cannot be called: it takes 2.%d, or 2.%d and newer"
                    .formatted(this, BUNDLED.minor, StableAbi.MINOR));
        }
        return new StableCalls(new StableAbi(library, minor), new Generators(library), CudaEvents.ofThisProcess());
    }

    @Override
    public String toString() {
        return "%d.%d.%d".formatted(major, minor, patch);
    }
}
