package dev.rangefinder.trainer;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Small data sets on disk, in the form that trainers read. */
public final class Samples {

    private Samples() {}

    /** Samples of normal noise, with labels that follow from their first value; training and test are the same. */
    public static StoredData noise(Path directory, Shape shape, int classes, int samples) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer inputs = little(samples * shape.size() * Float.BYTES);
        ByteBuffer labels = little(samples * Integer.BYTES);
        for (int sample = 0; sample < samples; sample++) {
            int label = sample % classes;
            labels.putInt(label);
            for (int i = 0; i < shape.size(); i++) {
                inputs.putFloat((float) (random.nextGaussian() + (i == 0 ? label : 0)));
            }
        }
        return stored(directory, new Layout(shape, ElementType.FLOAT32, classes, samples, samples), inputs, labels);
    }

    /** One batch of vectors, as given; training and test are the same. */
    public static StoredData of(Path directory, float[][] samples, int... labels) throws IOException {
        int features = samples[0].length;
        ByteBuffer inputs = little(samples.length * features * Float.BYTES);
        ByteBuffer stored = little(samples.length * Integer.BYTES);
        int classes = 1;
        for (int sample = 0; sample < samples.length; sample++) {
            for (float value : samples[sample]) {
                inputs.putFloat(value);
            }
            stored.putInt(labels[sample]);
            classes = Math.max(classes, labels[sample] + 1);
        }
        Layout layout =
                new Layout(new Shape(1, 1, features), ElementType.FLOAT32, classes, samples.length, samples.length);
        return stored(directory, layout, inputs, stored);
    }

    /** Vectors of normal noise, with a number each that is far from 0 and follows from the first two values. */
    public static StoredData regression(Path directory, int features, int samples) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer inputs = little(samples * features * Float.BYTES);
        ByteBuffer labels = little(samples * Float.BYTES);
        for (int sample = 0; sample < samples; sample++) {
            float[] values = new float[features];
            for (int i = 0; i < features; i++) {
                values[i] = (float) random.nextGaussian();
                inputs.putFloat(values[i]);
            }
            labels.putFloat((float) (1000 + 50 * values[0] - 20 * values[1] + random.nextGaussian()));
        }
        Layout layout = Layout.ofRegression(new Shape(1, 1, features), ElementType.FLOAT32, samples, samples);
        return stored(directory, layout, inputs, labels);
    }

    /** A text in which each token is mostly the one before plus one; of the two parts, the one for testing is a third. */
    public static StoredData text(Path directory, int vocabulary, int tokens) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        ElementType element = ElementType.ofTokens(vocabulary);
        int token = 0;
        for (String part : List.of("train", "test")) {
            int size = part.equals("test") ? tokens / 3 : tokens;
            ByteBuffer inputs = little(size * element.bytes());
            for (int i = 0; i < size; i++) {
                token = random.nextInt(5) == 0 ? random.nextInt(vocabulary) : (token + 1) % vocabulary;
                switch (element) {
                    case UINT8 -> inputs.put((byte) token);
                    case UINT16 -> inputs.putShort((short) token);
                    default -> inputs.putInt(token);
                }
            }
            Files.write(directory.resolve(part + ".inputs"), inputs.array());
            Files.write(directory.resolve(part + ".labels"), new byte[0]);
        }
        return new StoredData(directory, Layout.ofText(vocabulary, tokens, tokens / 3));
    }

    private static StoredData stored(Path directory, Layout layout, ByteBuffer inputs, ByteBuffer labels)
            throws IOException {
        for (String file : List.of(StoredData.TRAIN_INPUTS, StoredData.TEST_INPUTS)) {
            Files.write(directory.resolve(file), inputs.array());
        }
        for (String file : List.of(StoredData.TRAIN_LABELS, StoredData.TEST_LABELS)) {
            Files.write(directory.resolve(file), labels.array());
        }
        return new StoredData(directory, layout);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
