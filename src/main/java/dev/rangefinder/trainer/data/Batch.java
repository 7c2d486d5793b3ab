package dev.rangefinder.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Samples as a network takes them: {@code size × height × width × channels} 32-bit floats and one label each, 64 bits for
 * that of a class, a 32-bit float for that of a regression; or windows of a text, {@code size × length} 64-bit tokens and as many labels. Its memory lies outside the heap, for
 * native code to read in place, and is used again for the next batch.
 */
public final class Batch {

    private final int capacity;
    private final int sampleBytes;
    private final int labelsEach;
    private final int labelBytes;
    private final ByteBuffer inputs;
    private final ByteBuffer labels;
    private int size;

    private Batch(int capacity, int sampleBytes, int labelsEach, int labelBytes) {
        this.capacity = capacity;
        this.sampleBytes = sampleBytes;
        this.labelsEach = labelsEach;
        this.labelBytes = labelBytes;
        this.inputs = memory(Math.multiplyExact(capacity, sampleBytes));
        this.labels = memory(Math.multiplyExact(capacity * labelsEach, labelBytes));
    }

    /** Of samples with so many values, and a class. */
    Batch(int capacity, int sampleSize) {
        this(capacity, Math.multiplyExact(sampleSize, Float.BYTES), 1, Long.BYTES);
    }

    /** Of samples with so many values, and a number. */
    static Batch ofTargets(int capacity, int sampleSize) {
        return new Batch(capacity, Math.multiplyExact(sampleSize, Float.BYTES), 1, Float.BYTES);
    }

    static Batch ofWindows(int capacity, int length) {
        return new Batch(capacity, Math.multiplyExact(length, Long.BYTES), length, Long.BYTES);
    }

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    void clear() {
        size = 0;
    }

    void add(float[] values, int label) {
        requireRoom();
        inputs.asFloatBuffer().put(size * values.length, values);
        labels.putLong(size * Long.BYTES, label);
        size++;
    }

    void addWithTarget(float[] values, float target) {
        requireRoom();
        inputs.asFloatBuffer().put(size * values.length, values);
        labels.putFloat(size * Float.BYTES, target);
        size++;
    }

    /** Adds a window, whose labels are the tokens from the second on: there is one more than its length. */
    void add(long[] tokens) {
        requireRoom();
        inputs.asLongBuffer().put(size * labelsEach, tokens, 0, labelsEach);
        labels.asLongBuffer().put(size * labelsEach, tokens, 1, labelsEach);
        size++;
    }

    private void requireRoom() {
        if (size == capacity) {
            throw new IllegalStateException("the batch is full with %d samples".formatted(size));
        }
    }

    /** How many samples are in it. */
    public int size() {
        return size;
    }

    /** How many labels are in it: one for each sample, or for each token of the windows. */
    public int targets() {
        return size * labelsEach;
    }

    public int label(int index) {
        return (int) labels.getLong(index * Long.BYTES);
    }

    /** The label of a regression. */
    public float target(int index) {
        return labels.getFloat(index * Float.BYTES);
    }

    public ByteBuffer inputs() {
        return inputs.slice(0, size * sampleBytes).order(ByteOrder.nativeOrder());
    }

    public ByteBuffer labels() {
        return labels.slice(0, targets() * labelBytes).order(ByteOrder.nativeOrder());
    }
}
