package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.Map;

/** Arithmetic on arrays whose results live no longer than one step, whatever owns the operands. */
final class TensorOps {

    private static final Shape SCALAR = new Shape();

    private final PtNDManager scratch;
    private final Map<Double, PtNDArray> constants = new HashMap<>();

    TensorOps(PtNDManager scratch) {
        this.scratch = scratch;
    }

    PtNDArray times(double factor, PtNDArray array) {
        return JniUtils.mul(constant(factor), array);
    }

    PtNDArray product(PtNDArray one, PtNDArray other) {
        return mine(JniUtils.mul(one, other));
    }

    PtNDArray quotient(PtNDArray dividend, PtNDArray divisor) {
        return mine(JniUtils.div(dividend, divisor));
    }

    PtNDArray quotient(double dividend, PtNDArray divisor) {
        return JniUtils.div(constant(dividend), divisor);
    }

    PtNDArray square(PtNDArray array) {
        return mine(JniUtils.square(array));
    }

    PtNDArray root(PtNDArray array) {
        return mine(JniUtils.sqrt(array));
    }

    PtNDArray sum(PtNDArray array, double number) {
        return mine(JniUtils.add(array, constant(number)));
    }

    PtNDArray sum(PtNDArray one, PtNDArray other) {
        return mine(JniUtils.add(one, other));
    }

    /** The sum of all its numbers. */
    PtNDArray total(PtNDArray array) {
        return mine(JniUtils.sum(array));
    }

    PtNDArray atMost(PtNDArray array, double bound) {
        return mine(JniUtils.min(array, constant(bound)));
    }

    /** Between {@code -bound} and {@code bound}. */
    PtNDArray clamped(PtNDArray array, double bound) {
        return mine(JniUtils.max(atMost(array, bound), constant(-bound)));
    }

    /** {@code mean = share * mean + (1 - share) * value}, in place. */
    void average(PtNDArray mean, double share, PtNDArray value) {
        scale(mean, share);
        add(mean, 1 - share, value);
    }

    /** In place. */
    void scale(PtNDArray array, double factor) {
        JniUtils.muli(array, constant(factor));
    }

    /** {@code array += other}, in place. */
    void add(PtNDArray array, PtNDArray other) {
        JniUtils.addi(array, other);
    }

    /** {@code array += factor * other}, in place. */
    void add(PtNDArray array, double factor, PtNDArray other) {
        JniUtils.addi(array, times(factor, other));
    }

    /** {@code array -= factor * other}, in place. */
    void subtract(PtNDArray array, double factor, PtNDArray other) {
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
