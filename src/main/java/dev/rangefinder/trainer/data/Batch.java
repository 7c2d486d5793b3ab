package dev.rangefinder.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Samples as a network takes them: {@code size × height × width × channels} 32-bit floats, or a 64-bit number that says
 * which sample it is, and one label each, 64 bits for that of a class, a 32-bit float for that of a regression; or
 * windows of a text, {@code size × length} 64-bit tokens and as many labels. Its memory lies outside the heap, for native
 * code to read in place, and is used again for the next batch.
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

    /** Of samples that take so much, and have a class each. */
    static Batch ofClasses(int capacity, int sampleBytes) {
        return new Batch(capacity, sampleBytes, 1, Long.BYTES);
    }

    /** Of samples that take so much, and have a number each. */
    static Batch ofTargets(int capacity, int sampleBytes) {
        return new Batch(capacity, sampleBytes, 1, Float.BYTES);
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

    /** Adds the values of a sample, whose label comes next. */
    void add(float[] values) {
        requireRoom();
        inputs.asFloatBuffer().put(size * values.length, values);
    }

    /** Adds a sample by its number alone; its label comes next. */
    void addNumber(int sample) {
        requireRoom();
        inputs.putLong(size * Long.BYTES, sample);
    }

    /** The class of the sample that was added last. */
    void addClass(int label) {
        labels.putLong(size * Long.BYTES, label);
        size++;
    }

    /** The number that is to be said of the sample that was added last. */
    void addTarget(float target) {
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

    /** All labels of classes or tokens, which stay when the next batch takes this one's place. */
    public int[] classes() {
        int[] classes = new int[targets()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = label(i);
        }
        return classes;
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
