package dev.rangefinder.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Samples as a network takes them: {@code size × height × width × channels} 32-bit floats, and one 64-bit label each.
 * Its memory lies outside the heap, for native code to read in place, and is used again for the next batch.
 */
public final class Batch {

    private final int capacity;
    private final int sampleSize;
    private final ByteBuffer inputs;
    private final ByteBuffer labels;
    private int size;

    Batch(int capacity, int sampleSize) {
        this.capacity = capacity;
        this.sampleSize = sampleSize;
        this.inputs = ByteBuffer.allocateDirect(Math.multiplyExact(capacity * sampleSize, Float.BYTES))
                .order(ByteOrder.nativeOrder());
        this.labels = ByteBuffer.allocateDirect(capacity * Long.BYTES).order(ByteOrder.nativeOrder());
    }

    void clear() {
        size = 0;
    }

    void add(float[] values, int label) {
        if (size == capacity) {
            throw new IllegalStateException("the batch is full with %d samples".formatted(size));
        }
        inputs.asFloatBuffer().put(size * sampleSize, values);
        labels.putLong(size * Long.BYTES, label);
        size++;
    }

    /** How many samples are in it. */
    public int size() {
        return size;
    }

    public int label(int index) {
        return (int) labels.getLong(index * Long.BYTES);
    }

    public ByteBuffer inputs() {
        return inputs.slice(0, size * sampleSize * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    public ByteBuffer labels() {
        return labels.slice(0, size * Long.BYTES).order(ByteOrder.nativeOrder());
    }
}
