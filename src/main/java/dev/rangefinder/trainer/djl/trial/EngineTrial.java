package dev.rangefinder.trainer.djl.trial;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.GpuArithmetic;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Has an engine compute everything that a training calls, and holds it against numbers that are known. */
public final class EngineTrial {

    /** Rounding errors of two versions that add in different orders, over a few steps. */
    private static final double TOLERANCE = 2e-3;

    /** Of GPUs, whose kernels are others; what is wrong is off by far more. */
    private static final double TOLERANCE_OF_GPUS = 2e-2;

    private EngineTrial() {}

    /** One thing that is tried: what it computes, and what that should be. */
    @SuppressWarnings("ArrayRecordComponent") // made and read once, never compared
    record Attempt(String name, Computation computation, float... expected) {

        interface Computation {
            float[] with(PtNDManager manager);
        }
    }

    /**
     * Tries everything; the engine must be loaded.
     *
     * @param device in the words of an order
     * @param begins is told what is tried next
     * @throws EngineException if something fails, or gives other numbers
     */
    public static void run(String device, Consumer<String> begins) {
        double tolerance = device.equals("cpu") ? TOLERANCE : TOLERANCE_OF_GPUS;
        Engines.useThreads(1);
        try (PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(device))) {
            if (manager.getDevice().isGpu()) {
                GpuArithmetic.choose(Precision.FLOAT32);
            }
            Stream.concat(TriedCalls.ALL.stream(), TriedTrainings.ALL.stream()).forEach(attempt -> {
                begins.accept(attempt.name());
                JniUtils.setGradMode(false);
                try (PtNDManager scratch = manager.newSubManager(manager.getDevice())) {
                    require(attempt, attempt.computation().with(scratch), tolerance);
                }
            });
        }
    }

    static void require(Attempt attempt, float[] found, double tolerance) {
        float[] expected = attempt.expected();
        boolean isRight = found.length == expected.length;
        for (int i = 0; isRight && i < found.length; i++) {
            isRight = Math.abs(found[i] - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i]));
        }
        if (!isRight) {
            throw new EngineException(
                    "it gives %s instead of %s".formatted(Arrays.toString(found), Arrays.toString(expected)));
        }
    }
}
