package dev.rangefinder.trainer.djl.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What DJL's JNI computes by looking into a tensor itself, where the headers of its own PyTorch say that each field
 * lies: right beside a PyTorch of that version, and beside no other. Everything else that is called goes through
 * functions of libtorch, whose names have stayed.
 */
public sealed interface Calls permits JniCalls, StableCalls {

    /** Whether uploaded modules can be trained: all that is done to them looks into values. */
    boolean bearsModules();

    /** Of what PyTorch draws on every device: the masks of dropout. */
    void seed(long seed);

    long[] shape(PtNDArray array);

    /** Of an array of 32-bit floats, in the order of its indices. */
    float[] floats(PtNDArray array);

    /** Of an array of 64-bit integers, in the order of its indices. */
    long[] longs(PtNDArray array);

    /** As {@link #floats}, to be read when the device has computed them; the array may be closed before. */
    Supplier<float[]> floatsLater(PtNDArray array);

    /** As {@link #longs}, likewise. */
    Supplier<long[]> longsLater(PtNDArray array);

    /** An array with the numbers of a direct buffer, in the machine's byte order; the buffer must stay as it is. */
    PtNDArray array(PtNDManager owner, ByteBuffer values, Shape shape, DataType type);

    PtNDArray convolution(
            PtNDArray values, PtNDArray weight, @Nullable PtNDArray bias, long stride, long padding, int groups);

    PtNDArray linear(PtNDArray values, PtNDArray weight, @Nullable PtNDArray bias);

    PtNDArray maxPool(PtNDArray values, Shape kernel, Shape stride, Shape padding, boolean ceil);

    /** Zeros of the padding count. */
    PtNDArray averagePool(PtNDArray values, Shape kernel, Shape stride, Shape padding, boolean ceil);

    /** One place with the mean of all. */
    PtNDArray averageOfPlaces(PtNDArray values);

    /** Moves the running means, where it is for training. */
    PtNDArray batchNorm(PtNDArray values, Norm norm, boolean training, double shareOfNewest, double epsilon);

    /** The arrays of a batch norm, a number for each channel. */
    record Norm(PtNDArray mean, PtNDArray variance, PtNDArray scale, PtNDArray shift) {}

    /** Along the second dimension, by 64-bit indices. */
    PtNDArray gather(PtNDArray values, PtNDArray indices);
}
