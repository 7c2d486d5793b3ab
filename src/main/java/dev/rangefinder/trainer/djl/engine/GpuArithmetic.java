package dev.rangefinder.trainer.djl.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;

import dev.rangefinder.run.spec.Precision;
import java.lang.foreign.FunctionDescriptor;
import java.util.Objects;

/**
 * Which kernels PyTorch takes on a GPU: those that give the same numbers each time (cuDNN's deterministic ones, chosen
 * without a trial of speed), and that round factors to ten bits (TF32) only where that was asked for. What cuBLAS needs
 * for it beside this is in its trainer's environment.
 */
public final class GpuArithmetic {

    private GpuArithmetic() {}

    /** For the whole process. */
    public static void choose(Precision precision) {
        CppFunctions torch = Engines.functions();
        boolean roundsFactors = precision == Precision.TF32;
        set(torch, "_ZN2at7Context18setAllowTF32CuBLASEb", roundsFactors);
        set(torch, "_ZN2at7Context17setAllowTF32CuDNNEb", roundsFactors);
        set(torch, "_ZN2at7Context17setBenchmarkCuDNNEb", false);
        set(torch, "_ZN2at7Context21setDeterministicCuDNNEb", true);
        boolean warnsWhereThereIsNone = true;
        torch.find(
                        "_ZN2at7Context26setDeterministicAlgorithmsEbb",
                        FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN, JAVA_BOOLEAN))
                .call(context(torch), true, warnsWhereThereIsNone);
        set(torch, "_ZN2at7Context39setDeterministicFillUninitializedMemoryEb", false);
    }

    private static void set(CppFunctions torch, String setter, boolean value) {
        torch.find(setter, FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN)).call(context(torch), value);
    }

    private static Object context(CppFunctions torch) {
        return Objects.requireNonNull(torch.find("_ZN2at13globalContextEv", FunctionDescriptor.of(ADDRESS))
                .call());
    }
}
