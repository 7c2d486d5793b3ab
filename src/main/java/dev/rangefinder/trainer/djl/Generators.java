package dev.rangefinder.trainer.djl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.djl.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Seeds PyTorch's random numbers, for which its stable interface has no function: by the names of C++ functions that
 * take and give plain numbers and addresses.
 */
@SuppressWarnings("restricted") // the command line of a trainer allows native access
final class Generators {

    private final MethodHandle ofCpu;
    private final MethodHandle seedOfCpu;
    private final MethodHandle seedOfGpus;

    /**
     * Finds the functions.
     *
     * @param library the file of {@code libtorch_cpu}, which is loaded
     */
    Generators(Path library) {
        SymbolLookup lookup = SymbolLookup.libraryLookup(library, Arena.global());
        ofCpu = function(lookup, "_ZN2at6detail22getDefaultCPUGeneratorEv", FunctionDescriptor.of(ADDRESS));
        seedOfCpu = function(
                lookup, "_ZN2at16CPUGeneratorImpl16set_current_seedEm", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
        seedOfGpus = function(lookup, "_ZN5torch4cuda15manual_seed_allEm", FunctionDescriptor.ofVoid(JAVA_LONG));
    }

    private static MethodHandle function(SymbolLookup lookup, String name, FunctionDescriptor descriptor) {
        MemorySegment found = lookup.find(name)
                .orElseThrow(() -> new EngineException("this PyTorch has no function %s".formatted(name)));
        return Linker.nativeLinker().downcallHandle(found, descriptor);
    }

    void seed(long seed) {
        try {
            MemorySegment generator = (MemorySegment) ofCpu.invokeExact();
            MemorySegment ofNumbers = generator.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
            seedOfCpu.invokeExact(ofNumbers, seed);
            seedOfGpus.invokeExact(seed);
        } catch (Throwable failure) {
            throw new EngineException("the random numbers cannot be seeded", failure);
        }
    }
}
