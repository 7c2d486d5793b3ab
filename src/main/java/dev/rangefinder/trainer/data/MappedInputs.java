package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Moments;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Of a copied data set: mapped into memory for the life of the process, which reads ahead by itself. */
record MappedInputs(Layout layout, int samples, MemorySegment inputs) implements Inputs {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private void read(int sample, float[] values) {
        long offset = sample * layout.sampleBytes();
        if (layout.element() == ElementType.UINT8) {
            for (int i = 0; i < values.length; i++) {
                values[i] = inputs.get(ValueLayout.JAVA_BYTE, offset + i) & 0xFF;
            }
        } else {
            MemorySegment.copy(inputs, FLOAT, offset, values, 0, values.length);
        }
    }

    @Override
    public void readTokens(long from, long[] tokens) {
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = switch (layout.element()) {
                case UINT8 -> inputs.get(ValueLayout.JAVA_BYTE, from + i) & 0xFF;
                case UINT16 -> inputs.get(SHORT, (from + i) * Short.BYTES) & 0xFFFF;
                case INT32 -> inputs.get(INT, (from + i) * Integer.BYTES);
                case FLOAT32 -> throw new IllegalStateException("tokens are whole numbers");
            };
        }
    }

    @Override
    public Moments moments() {
        int size = layout.shape().size();
        Moments moments = new Moments(size);
        float[] values = new float[size];
        for (int sample = 0; sample < samples; sample++) {
            read(sample, values);
            moments.add(values);
        }
        return moments;
    }

    @Override
    public InOrder inOrder() {
        return new InOrder() {
            @Override
            public void announce(int[] announced) {}

            @Override
            public void read(int sample, float[] values) {
                MappedInputs.this.read(sample, values);
            }

            @Override
            public void close() {}
        };
    }
}
