package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.Part;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The four files of MNIST and its kin: grey images and labels, each as unsigned bytes. */
record Idx() implements Format {

    private static final String TRAIN_IMAGES = "train_images";
    private static final String TRAIN_LABELS = "train_labels";
    private static final String TEST_IMAGES = "test_images";
    private static final String TEST_LABELS = "test_labels";

    /** Sixteen million pixels: more than a network here could take, and still one buffer in memory. */
    private static final int LARGEST_SIDE = 4096;

    private static final int BUFFER_BYTES = 1 << 16;

    @Override
    public String name() {
        return "idx";
    }

    @Override
    public List<Part> parts() {
        return List.of(Part.one(TRAIN_IMAGES), Part.one(TRAIN_LABELS), Part.one(TEST_IMAGES), Part.one(TEST_LABELS));
    }

    /** Looks at all headers first and at the labels next: so most mistakes are found before the images are read. */
    @Override
    public Converted convert(Map<String, List<Source>> files, CanonicalWriter writer, SizeLimits limits)
            throws IOException {
        try (IdxReader trainImages = images(TRAIN_IMAGES, files, limits);
                IdxReader trainLabels = labels(TRAIN_LABELS, files, limits);
                IdxReader testImages = images(TEST_IMAGES, files, limits);
                IdxReader testLabels = labels(TEST_LABELS, files, limits)) {
            requireAsMany(trainLabels, trainImages);
            requireAsMany(testLabels, testImages);
            requireSameSize(testImages, trainImages);
            int classes = copyLabels(trainLabels, writer.train(), limits.maxClasses()) + 1;
            if (classes < 2) {
                throw trainLabels.invalid("only the label 0", "at least 2 classes");
            }
            copyLabels(testLabels, writer.test(), classes);
            copyImages(trainImages, writer.train());
            copyImages(testImages, writer.test());
            return new Converted(
                    new Layout(
                            new Shape(trainImages.dimension(1), trainImages.dimension(2), 1),
                            ElementType.UINT8,
                            classes,
                            trainImages.dimension(0),
                            testImages.dimension(0)),
                    Description.ofNumbers(
                            Description.Split.ofParts(),
                            classes,
                            writer.train().labels().counts(),
                            writer.test().labels().counts()));
        }
    }

    private static IdxReader images(String part, Map<String, List<Source>> files, SizeLimits limits)
            throws IOException {
        IdxReader images = IdxReader.open(part, source(part, files), 3, limits);
        if (images.dimension(1) > LARGEST_SIDE || images.dimension(2) > LARGEST_SIDE) {
            images.close();
            throw images.invalid(
                    "images of %s".formatted(size(images)), "at most %d×%d".formatted(LARGEST_SIDE, LARGEST_SIDE));
        }
        return images;
    }

    private static IdxReader labels(String part, Map<String, List<Source>> files, SizeLimits limits)
            throws IOException {
        return IdxReader.open(part, source(part, files), 1, limits);
    }

    private static Source source(String part, Map<String, List<Source>> files) {
        return files.getOrDefault(part, List.of()).getFirst();
    }

    private static void requireAsMany(IdxReader labels, IdxReader images) {
        if (labels.dimension(0) != images.dimension(0)) {
            throw labels.invalid(
                    "%d labels".formatted(labels.dimension(0)),
                    "%d, one for each of the images".formatted(images.dimension(0)));
        }
    }

    private static void requireSameSize(IdxReader test, IdxReader train) {
        if (test.dimension(1) != train.dimension(1) || test.dimension(2) != train.dimension(2)) {
            throw test.invalid(
                    "images of %s".formatted(size(test)), "%s, as those for training are".formatted(size(train)));
        }
    }

    private static String size(IdxReader images) {
        return images.dimension(1) + "×" + images.dimension(2);
    }

    /** Returns the largest label; all are below {@code classes}. */
    private static int copyLabels(IdxReader from, CanonicalWriter.Split to, int classes) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int largest = 0;
        long sample = 0;
        for (int count = from.read(buffer); count > 0; count = from.read(buffer)) {
            for (int i = 0; i < count; i++, sample++) {
                int label = Byte.toUnsignedInt(buffer[i]);
                if (label >= classes) {
                    throw from.invalid(
                            "the label %d of sample %d".formatted(label, sample),
                            "labels from 0 to %d".formatted(classes - 1));
                }
                largest = Math.max(largest, label);
                to.labels().label(label);
            }
        }
        return largest;
    }

    private static void copyImages(IdxReader from, CanonicalWriter.Split to) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = from.read(buffer); count > 0; count = from.read(buffer)) {
            to.inputs(buffer, count);
        }
    }
}
