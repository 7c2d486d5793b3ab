package dev.rangefinder.dataset.format.numpy;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.samples.LabelFile;
import dev.rangefinder.dataset.samples.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The labels in an array: of classes, or real numbers; read one by one, and never held. */
final class NumpyLabels implements AutoCloseable {

    private static final int LABELS_AT_A_TIME = 1 << 13;

    /** With more of them, whole numbers may be amounts. */
    private static final int SURELY_CLASSES = 20;

    /** Of a class there are usually more, so that one can learn it. */
    private static final int FEWEST_EACH = 10;

    private static final String TASK_SAID = "task beside it: regression, or classification";

    private final NumpyFile file;
    private final NumberType type;
    private final ByteBuffer buffer;
    private final InputStream in;
    private long read;

    private NumpyLabels(NumpyFile file, NumberType type) throws IOException {
        this.file = file;
        this.type = type;
        this.buffer = ByteBuffer.allocate(LABELS_AT_A_TIME * type.bytes())
                .order(file.array().order())
                .limit(0);
        this.in = file.values();
    }

    /** Those of so many samples. */
    static NumpyLabels open(NumpyFile file, long samples) throws IOException {
        NumberType type = file.type();
        if (file.sides().stream().anyMatch(side -> side != 1)) {
            throw file.invalid(
                    "the shape (%s)"
                            .formatted(
                                    InvalidFileException.shortened(file.array().shape())),
                    "one label for each sample");
        }
        if (file.samples() != samples) {
            throw file.invalid(
                    "%d labels".formatted(file.samples()), "%d, one for each of the samples".formatted(samples));
        }
        return new NumpyLabels(file, type);
    }

    /**
     * What is to be learned of the labels: what was said, or what their type says. They are read to their end where that
     * may mislead: where whole numbers may be amounts, or real ones classes.
     *
     * @throws InvalidFileException if they may be either
     */
    static Task task(NumpyFile file, long samples, @Nullable Task said) throws IOException {
        try (NumpyLabels labels = open(file, samples)) {
            return said == null ? labels.task(samples) : said;
        }
    }

    private Task task(long samples) throws IOException {
        Set<Double> values = new HashSet<>();
        boolean areWhole = true;
        while (read < samples && areWhole && !areAmounts(values.size(), samples)) {
            double value = type.next(next());
            values.add(value);
            areWhole = value == Math.rint(value);
        }
        boolean areAmounts = areAmounts(values.size(), samples);
        if (type.isWhole() && areAmounts) {
            throw file.invalid("more than %d different labels in %d".formatted(values.size() - 1, samples), TASK_SAID);
        }
        if (!type.isWhole() && areWhole && values.size() <= SURELY_CLASSES) {
            throw file.invalid("%d different real numbers that are whole".formatted(values.size()), TASK_SAID);
        }
        return type.isWhole() ? Task.CLASSIFICATION : Task.REGRESSION;
    }

    private static boolean areAmounts(int different, long samples) {
        return different > SURELY_CLASSES && (long) different * FEWEST_EACH > samples;
    }

    /** Writes the next label down: a class, one of so many, or the float that is nearest to an amount. */
    void copyNext(Task task, LabelFile to, int classes) throws IOException {
        double value = type.next(next());
        if (task == Task.REGRESSION) {
            to.target(amount(value));
        } else {
            to.label(classOf(value, classes));
        }
    }

    private int classOf(double value, int classes) {
        if (value != Math.rint(value) || value < 0 || value >= classes) {
            throw file.invalid(
                    "the label %s of sample %d".formatted(said(value), read - 1),
                    "whole numbers from 0 to %d".formatted(classes - 1));
        }
        return (int) value;
    }

    private float amount(double value) {
        float amount = (float) value;
        if (!Float.isFinite(amount)) {
            throw file.invalid("the label %s of sample %d".formatted(value, read - 1), "finite numbers, of 32 bits");
        }
        return amount;
    }

    /** As whole numbers stand in a file. */
    private static String said(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }

    private ByteBuffer next() throws IOException {
        if (!buffer.hasRemaining()) {
            int count = in.readNBytes(buffer.array(), 0, buffer.capacity());
            if (count < type.bytes()) {
                throw file.invalid("%d labels".formatted(read), "%d, as its head says".formatted(file.samples()));
            }
            buffer.position(0).limit(count - count % type.bytes());
        }
        read++;
        return buffer;
    }

    /** Nothing stands behind the last one. */
    void requireEnd() throws IOException {
        if (buffer.hasRemaining() || in.read() >= 0) {
            throw file.invalid("more than %d labels".formatted(read), "%d, as its head says".formatted(file.samples()));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
