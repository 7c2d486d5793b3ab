package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.image.ImageReading;
import dev.rangefinder.dataset.format.image.ImageTree;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A directory with a folder of PNG or JPEG images for each class. */
record ImageDirectory(ImageReading reading) implements ImageFormat {

    static final String NAME = "image_folder";

    /** Of one image; decoded it takes several times that. */
    private static final int MOST_BYTES = 128 << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Converted index(Place place, IndexWriter writer, SizeLimits limits) throws IOException {
        Map<String, Place.File> files = place.all();
        ImageTree tree = ImageTree.of(List.copyOf(files.keySet()), reading, limits, Place::invalid);
        int[] counts = new int[2];
        Description.Split split = tree.visit(image -> {
            Place.File file = Objects.requireNonNull(files.get(image.name()));
            long bytes = file.attributes().size();
            if (bytes > MOST_BYTES) {
                throw Place.invalid(image.name(), "%d bytes".formatted(bytes), "at most %d".formatted(MOST_BYTES));
            }
            IndexWriter.Part part = image.isTest() ? writer.test() : writer.train();
            part.piece(writer.file(file), 0, (int) bytes);
            part.labels().label(image.label());
            counts[image.isTest() ? 1 : 0]++;
        });
        return new Converted(
                new Layout(reading.shape(), ElementType.UINT8, tree.classes().size(), counts[0], counts[1]),
                Description.of(
                        split,
                        List.of(),
                        tree.classes(),
                        writer.train().labels().counts(),
                        writer.test().labels().counts(),
                        tree.warnings()));
    }
}
