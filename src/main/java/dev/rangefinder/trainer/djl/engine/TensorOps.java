package dev.rangefinder.trainer.djl.engine;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.Map;

/** Arithmetic on arrays whose results live no longer than one step, whatever owns the operands. */
public final class TensorOps {

    private static final Shape SCALAR = new Shape();

    private final PtNDManager scratch;
    private final Map<Double, PtNDArray> constants = new HashMap<>();

    public TensorOps(PtNDManager scratch) {
        this.scratch = scratch;
    }

    public PtNDArray times(double factor, PtNDArray array) {
        return JniUtils.mul(constant(factor), array);
    }

    public PtNDArray product(PtNDArray one, PtNDArray other) {
        return mine(JniUtils.mul(one, other));
    }

    public PtNDArray quotient(PtNDArray dividend, PtNDArray divisor) {
        return mine(JniUtils.div(dividend, divisor));
    }

    public PtNDArray quotient(double dividend, PtNDArray divisor) {
        return JniUtils.div(constant(dividend), divisor);
    }

    public PtNDArray square(PtNDArray array) {
        return mine(JniUtils.square(array));
    }

    public PtNDArray root(PtNDArray array) {
        return mine(JniUtils.sqrt(array));
    }

    public PtNDArray sum(PtNDArray array, double number) {
        return mine(JniUtils.add(array, constant(number)));
    }

    public PtNDArray sum(PtNDArray one, PtNDArray other) {
        return mine(JniUtils.add(one, other));
    }

    /** The sum of all its numbers. */
    public PtNDArray total(PtNDArray array) {
        return mine(JniUtils.sum(array));
    }

    public PtNDArray atMost(PtNDArray array, double bound) {
        return mine(JniUtils.min(array, constant(bound)));
    }

    /** Between {@code -bound} and {@code bound}. */
    public PtNDArray clamped(PtNDArray array, double bound) {
        return mine(JniUtils.max(atMost(array, bound), constant(-bound)));
    }

    /** {@code mean = share * mean + (1 - share) * value}, in place. */
    public void average(PtNDArray mean, double share, PtNDArray value) {
        scale(mean, share);
        add(mean, 1 - share, value);
    }

    /** In place. */
    public void scale(PtNDArray array, double factor) {
        JniUtils.muli(array, constant(factor));
    }

    /** {@code array += other}, in place. */
    public void add(PtNDArray array, PtNDArray other) {
        JniUtils.addi(array, other);
    }

    /** {@code array += factor * other}, in place. */
    public void add(PtNDArray array, double factor, PtNDArray other) {
        JniUtils.addi(array, times(factor, other));
    }

    /** {@code array -= factor * other}, in place. */
    public void subtract(PtNDArray array, double factor, PtNDArray other) {
        JniUtils.subi(array, times(factor, other));
    }

    private PtNDArray constant(double value) {
        return constants.computeIfAbsent(value, ignored -> Tensors.filled(scratch, (float) value, SCALAR));
    }

    private PtNDArray mine(PtNDArray result) {
        result.attach(scratch);
        return result;
    }
}
