package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.Part;
import dev.rangefinder.dataset.format.file.PartStream;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The binary files of CIFAR-10 and CIFAR-100 (A. Krizhevsky, 2009): in each record the label, behind the coarse one in
 * CIFAR-100, and the image, plane by plane: red, green, blue.
 */
record Cifar(String name, int labelBytes, int classes) implements Format {

    static final Cifar TEN = new Cifar("cifar10", 1, 10);
    static final Cifar HUNDRED = new Cifar("cifar100", 2, 100);

    private static final String TRAIN = "train";
    private static final String TEST = "test";

    private static final Shape SHAPE = new Shape(32, 32, 3);

    @Override
    public List<Part> parts() {
        return List.of(Part.several(TRAIN), Part.one(TEST));
    }

    @Override
    public Converted convert(Map<String, List<Source>> files, CanonicalWriter writer, SizeLimits limits)
            throws IOException {
        int trainSamples = copy(TRAIN, files, writer.train(), limits);
        int testSamples = copy(TEST, files, writer.test(), limits);
        return new Converted(
                new Layout(SHAPE, ElementType.UINT8, classes, trainSamples, testSamples),
                Description.ofNumbers(
                        Description.Split.ofParts(),
                        classes,
                        writer.train().labels().counts(),
                        writer.test().labels().counts()));
    }

    private int copy(String part, Map<String, List<Source>> files, CanonicalWriter.Split to, SizeLimits limits)
            throws IOException {
        List<Source> sources = files.getOrDefault(part, List.of());
        int samples = 0;
        for (int i = 0; i < sources.size(); i++) {
            String name = sources.size() == 1 ? part : part + "/" + i;
            try (PartStream in = PartStream.open(name, sources.get(i), limits)) {
                samples = Math.addExact(samples, copy(in, to));
            }
        }
        return samples;
    }

    private int copy(PartStream in, CanonicalWriter.Split to) throws IOException {
        byte[] found = new byte[labelBytes + SHAPE.size()];
        byte[] image = new byte[SHAPE.size()];
        int records = 0;
        for (int count = read(in, found, records); count > 0; count = read(in, found, records)) {
            int label = Byte.toUnsignedInt(found[labelBytes - 1]);
            if (label >= classes) {
                throw in.invalid(
                        "the label %d of record %d".formatted(label, records),
                        "labels from 0 to %d".formatted(classes - 1));
            }
            to.labels().label(label);
            interleave(found, image);
            to.inputs(image, image.length);
            records++;
        }
        return records;
    }

    /** Fills the buffer with the next record; 0 behind the last. */
    private static int read(PartStream in, byte[] buffer, int records) throws IOException {
        int count = in.readNBytes(buffer, 0, buffer.length);
        if (count == 0 && records == 0) {
            throw in.invalid("an empty file", "records of %d bytes".formatted(buffer.length));
        }
        if (count > 0 && count < buffer.length) {
            throw in.invalid(
                    "the end of the file after %d bytes of record %d".formatted(count, records),
                    "records of %d bytes".formatted(buffer.length));
        }
        return count;
    }

    /** From planes to pixels, with the channel running fastest. */
    private void interleave(byte[] planes, byte[] pixels) {
        int channels = SHAPE.channels();
        int area = SHAPE.size() / channels;
        for (int i = 0; i < area; i++) {
            for (int channel = 0; channel < channels; channel++) {
                pixels[i * channels + channel] = planes[labelBytes + channel * area + i];
            }
        }
    }
}
