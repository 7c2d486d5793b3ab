package dev.rangefinder.trainer.djl.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rangefinder.trainer.djl.engine.CppFunctions.CppFunction;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;

/** Seeds PyTorch's random numbers. */
@SuppressWarnings("restricted") // the command line of a trainer allows native access
public final class Generators {

    private final CppFunction ofCpu;
    private final CppFunction seedOfCpu;
    private final CppFunction seedOfGpus;

    /**
     * Finds the functions.
     *
     * @param library the file of {@code libtorch_cpu}, which is loaded
     */
    public Generators(Path library) {
        CppFunctions functions = new CppFunctions(library);
        ofCpu = functions.find("_ZN2at6detail22getDefaultCPUGeneratorEv", FunctionDescriptor.of(ADDRESS));
        seedOfCpu = functions.find(
                "_ZN2at16CPUGeneratorImpl16set_current_seedEm", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
        seedOfGpus = functions.find("_ZN5torch4cuda15manual_seed_allEm", FunctionDescriptor.ofVoid(JAVA_LONG));
    }

    void seed(long seed) {
        MemorySegment generator = (MemorySegment) Objects.requireNonNull(ofCpu.call());
        MemorySegment ofNumbers = generator.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
        seedOfCpu.call(ofNumbers, seed);
        seedOfGpus.call(seed);
    }
}
