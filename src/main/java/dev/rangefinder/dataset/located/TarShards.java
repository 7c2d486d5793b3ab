package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.TestDraw;
import dev.rangefinder.dataset.format.image.ImageReading;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.LabelFile;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.shared.Wording;
import java.io.IOException;
import java.util.List;

/**
 * Tar files in WebDataset's layout: the files of a sample lie one behind the other and have one name up to the first dot,
 * an image among them and its class. They are read where they lie in the tar.
 */
record TarShards(ImageReading reading) implements ImageFormat {

    static final String NAME = "webdataset";

    private static final String TRAIN = "train/";
    private static final String VALIDATION = "val/";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Converted index(Place place, IndexWriter writer, SizeLimits limits) throws IOException {
        List<Place.File> shards = place.all().values().stream()
                .filter(file -> file.path().endsWith(".tar"))
                .toList();
        if (shards.isEmpty()) {
            throw Place.invalid("a directory without a file '*.tar'", "tar files in WebDataset's layout");
        }
        boolean isDivided = shards.stream().anyMatch(shard -> shard.path().startsWith(VALIDATION));
        requireParts(shards, isDivided);
        return isDivided ? divided(place, shards, writer, limits) : drawn(place, shards, writer, limits);
    }

    private static void requireParts(List<Place.File> shards, boolean isDivided) {
        for (Place.File shard : shards) {
            boolean isInPart = shard.path().startsWith(TRAIN) || shard.path().startsWith(VALIDATION);
            if (isDivided ? !isInPart : shard.path().contains("/")) {
                throw Place.invalid(
                        "the file '%s'".formatted(shard.path()),
                        "all tar files in the directory itself, or all in the folders 'train' and 'val' in it");
            }
        }
    }

    private Converted divided(Place place, List<Place.File> shards, IndexWriter writer, SizeLimits limits)
            throws IOException {
        int train = 0;
        int test = 0;
        for (Place.File shard : shards) {
            boolean isTest = shard.path().startsWith(VALIDATION);
            int samples = write(place, shard, limits, writer, () -> isTest ? writer.test() : writer.train());
            train = Math.addExact(train, isTest ? 0 : samples);
            test = Math.addExact(test, isTest ? samples : 0);
        }
        return converted(train, test, Description.Split.ofFolders("val", List.of()), writer);
    }

    private Converted drawn(Place place, List<Place.File> shards, IndexWriter writer, SizeLimits limits)
            throws IOException {
        int samples = 0;
        for (Place.File shard : shards) {
            samples = Math.addExact(
                    samples, TarSamples.of(place, shard, limits.maxClasses()).size());
        }
        if (samples < 2) {
            throw Place.invalid(Wording.count(samples, "sample"), "at least 2, of which one is for testing");
        }
        TestDraw draw = new TestDraw(samples, reading.testShare(), reading.seed());
        for (Place.File shard : shards) {
            write(place, shard, limits, writer, () -> draw.next() ? writer.test() : writer.train());
        }
        return converted(
                samples - draw.drawn(),
                draw.drawn(),
                Description.Split.drawn(reading.testShare(), reading.seed(), List.of()),
                writer);
    }

    private static int write(
            Place place, Place.File shard, SizeLimits limits, IndexWriter writer, Destination destination)
            throws IOException {
        int position = writer.file(shard);
        List<TarSamples.Sample> samples = TarSamples.of(place, shard, limits.maxClasses());
        for (TarSamples.Sample sample : samples) {
            IndexWriter.Part part = destination.next();
            part.piece(position, sample.offset(), sample.bytes());
            part.labels().label(sample.label());
        }
        return samples.size();
    }

    private Converted converted(int train, int test, Description.Split split, IndexWriter writer) {
        LabelFile trained = writer.train().labels();
        LabelFile tested = writer.test().labels();
        int classes = Math.max(trained.counts().size(), tested.counts().size());
        if (classes < 2 || train == 0 || test == 0) {
            throw Place.invalid(
                    "%d samples for training, %d for testing, %d classes".formatted(train, test, classes),
                    "some of each, and at least 2 classes");
        }
        return new Converted(
                new Layout(reading.shape(), ElementType.UINT8, classes, train, test),
                Description.ofNumbers(split, classes, trained.counts(), tested.counts()));
    }

    /** Where the next sample goes. */
    private interface Destination {
        IndexWriter.Part next();
    }
}
