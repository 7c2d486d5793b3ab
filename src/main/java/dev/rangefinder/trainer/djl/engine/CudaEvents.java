package dev.rangefinder.trainer.djl.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Marks in what the GPU of this thread has to do, on the stream on which PyTorch computes where none was chosen, by
 * which one waits for it to have come so far and no further (CUDA Runtime API, "Event Management").
 */
@SuppressWarnings("restricted") // the command line of a trainer allows native access
final class CudaEvents {

    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

    /** {@code cudaEventDisableTiming}. */
    private static final int WITHOUT_TIMES = 2;

    private final MethodHandle create;
    private final MethodHandle record;
    private final MethodHandle synchronize;
    private final MethodHandle destroy;

    private CudaEvents(SymbolLookup runtime) {
        create = function(runtime, "cudaEventCreateWithFlags", ADDRESS, JAVA_INT);
        record = function(runtime, "cudaEventRecord", ADDRESS, ADDRESS);
        synchronize = function(runtime, "cudaEventSynchronize", ADDRESS);
        destroy = function(runtime, "cudaEventDestroy", ADDRESS);
    }

    /** Of the CUDA that was loaded with PyTorch; empty where there is none. */
    static Optional<CudaEvents> ofThisProcess() {
        return loaded("/libcudart.so").map(file -> new CudaEvents(SymbolLookup.libraryLookup(file, Arena.global())));
    }

    /** The file with such a beginning of its name that is mapped into this process. */
    static Optional<Path> loaded(String beginning) {
        try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
            return lines.filter(line -> line.contains(beginning))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst();
        } catch (IOException elsewhere) {
            return Optional.empty();
        }
    }

    private static MethodHandle function(SymbolLookup runtime, String name, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(runtime.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /** Marks what was asked of the GPU so far. */
    Mark mark() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ADDRESS);
            check((int) create.invokeExact(place, WITHOUT_TIMES));
            MemorySegment event = place.get(ADDRESS, 0);
            check((int) record.invokeExact(event, MemorySegment.NULL));
            return new Mark(event);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    /** One of them. */
    final class Mark {

        private final MemorySegment event;

        private Mark(MemorySegment event) {
            this.event = event;
        }

        /** Waits for the GPU, once. */
        void await() {
            try {
                check((int) synchronize.invokeExact(event));
                check((int) destroy.invokeExact(event));
            } catch (Throwable failure) {
                throw failed(failure);
            }
        }
    }

    private static void check(int error) {
        if (error != 0) {
            throw new EngineException("CUDA's error %d".formatted(error));
        }
    }

    private static EngineException failed(Throwable failure) {
        return failure instanceof EngineException said ? said : new EngineException("CUDA cannot be asked", failure);
    }
}
