package dev.rangefinder.trainer.djl.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** How numbers become arrays, and arrays numbers, with the {@link Calls} that this process's engine bears. */
public final class Tensors {

    private static @Nullable Calls calls;

    private Tensors() {}

    public static void use(Calls borne) {
        calls = borne;
    }

    public static Calls calls() {
        if (calls == null) {
            throw new EngineException("no engine is loaded");
        }
        return calls;
    }

    /** Of a direct buffer with as many numbers as the shape says, in the machine's byte order; it must stay as it is. */
    public static PtNDArray of(PtNDManager owner, ByteBuffer values, Shape shape, DataType type) {
        return calls().array(owner, values, shape, type);
    }

    public static PtNDArray of(PtNDManager owner, float[] values, Shape shape) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().put(values);
        return of(owner, buffer, shape, DataType.FLOAT32);
    }

    /** All numbers are this one. */
    public static PtNDArray filled(PtNDManager owner, float value, Shape shape) {
        return JniUtils.full(owner, shape, value, DataType.FLOAT32, owner.getDevice(), SparseFormat.DENSE);
    }

    public static long[] shape(PtNDArray array) {
        return calls().shape(array);
    }

    public static int size(PtNDArray array) {
        return Math.toIntExact(new Shape(shape(array)).size());
    }

    public static float[] floats(PtNDArray array) {
        return calls().floats(array);
    }

    /** Of an array of one. */
    public static float number(PtNDArray array) {
        return floats(array)[0];
    }

    public static long[] longs(PtNDArray array) {
        return calls().longs(array);
    }
}
