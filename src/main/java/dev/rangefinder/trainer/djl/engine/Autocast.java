package dev.rangefinder.trainer.djl.engine;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.trainer.djl.engine.CppFunctions.CppFunction;
import java.lang.foreign.FunctionDescriptor;
import java.util.function.Supplier;

/**
 * PyTorch's own: in a forward pass, products and convolutions take their factors as numbers of sixteen bits, and what
 * PyTorch holds to need their range stays in 32. The backward pass follows from it and is made outside.
 */
public final class Autocast {

    /** {@code c10::DeviceType}. */
    private static final byte CPU = 0;

    private static final byte CUDA = 1;

    /** {@code c10::ScalarType}. */
    private static final byte HALF = 5;

    private static final byte BFLOAT16 = 15;

    private final byte device;
    private final CppFunction enable;
    private final CppFunction forgetWeights;

    private Autocast(byte device, byte type, CppFunctions torch) {
        this.device = device;
        enable = torch.find(
                "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb",
                FunctionDescriptor.ofVoid(JAVA_BYTE, JAVA_BOOLEAN));
        forgetWeights = torch.find("_ZN2at8autocast11clear_cacheEv", FunctionDescriptor.ofVoid());
        torch.find(
                        "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
                        FunctionDescriptor.ofVoid(JAVA_BYTE, JAVA_BYTE))
                .call(device, type);
    }

    /** How a forward pass is made. */
    public interface Casting {

        PtNDArray during(Supplier<PtNDArray> pass);
    }

    /**
     * That of a precision, for this thread.
     *
     * @throws EngineException if this PyTorch has no autocast that can be called
     */
    public static Casting of(Precision precision, Device device) {
        if (precision.isWide()) {
            return Supplier::get;
        }
        return new Autocast(
                        device.isGpu() ? CUDA : CPU,
                        precision == Precision.FLOAT16 ? HALF : BFLOAT16,
                        Engines.functions())::during;
    }

    private PtNDArray during(Supplier<PtNDArray> pass) {
        enable.call(device, true);
        try {
            return pass.get();
        } finally {
            enable.call(device, false);
            forgetWeights.call(); // which the step that follows changes
        }
    }
}
