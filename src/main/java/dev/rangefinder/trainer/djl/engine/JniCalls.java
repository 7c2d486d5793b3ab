package dev.rangefinder.trainer.djl.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** DJL's own, beside the PyTorch that its JNI was built with. */
final class JniCalls implements Calls {

    private static final Shape EVERY_PLACE = new Shape(1, 1);
    private static final int ALONG = 1;

    @Override
    public boolean bearsModules() {
        return true;
    }

    @Override
    public void seed(long seed) {
        JniUtils.setSeed(seed);
    }

    @Override
    public long[] shape(PtNDArray array) {
        return array.getShape().getShape();
    }

    @Override
    public float[] floats(PtNDArray array) {
        return array.toFloatArray();
    }

    @Override
    public long[] longs(PtNDArray array) {
        return array.toLongArray();
    }

    @Override
    public Supplier<float[]> floatsLater(PtNDArray array) {
        float[] now = floats(array);
        return () -> now;
    }

    @Override
    public Supplier<long[]> longsLater(PtNDArray array) {
        long[] now = longs(array);
        return () -> now;
    }

    /** On the CPU the array reads the buffer in place; on a GPU it is a copy. */
    @Override
    public PtNDArray array(PtNDManager owner, ByteBuffer values, Shape shape, DataType type) {
        return JniUtils.createNdFromByteBuffer(owner, values, shape, type, SparseFormat.DENSE, owner.getDevice());
    }

    @Override
    public PtNDArray convolution(
            PtNDArray values, PtNDArray weight, @Nullable PtNDArray bias, long stride, long padding, int groups) {
        return JniUtils.convolution(
                values, weight, bias, new Shape(stride, stride), new Shape(padding, padding), EVERY_PLACE, groups);
    }

    @Override
    public PtNDArray linear(PtNDArray values, PtNDArray weight, @Nullable PtNDArray bias) {
        return JniUtils.linear(values, weight, bias);
    }

    @Override
    public PtNDArray maxPool(PtNDArray values, Shape kernel, Shape stride, Shape padding, boolean ceil) {
        return JniUtils.maxPool(values, kernel, stride, padding, ceil);
    }

    @Override
    public PtNDArray averagePool(PtNDArray values, Shape kernel, Shape stride, Shape padding, boolean ceil) {
        return JniUtils.avgPool(values, kernel, stride, padding, ceil, true);
    }

    @Override
    public PtNDArray averageOfPlaces(PtNDArray values) {
        return JniUtils.adaptiveAvgPool(values, EVERY_PLACE);
    }

    @Override
    public PtNDArray batchNorm(PtNDArray values, Norm norm, boolean training, double shareOfNewest, double epsilon) {
        return JniUtils.batchNorm(
                values, norm.mean(), norm.variance(), norm.scale(), norm.shift(), training, shareOfNewest, epsilon);
    }

    @Override
    public PtNDArray gather(PtNDArray values, PtNDArray indices) {
        return JniUtils.gather(values, indices, ALONG);
    }
}
