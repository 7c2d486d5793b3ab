package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A zip with a folder of images for each class; the archive is read twice, once for the classes. */
record ImageFolder(ImageOptions wanted) implements Format {

    static final ImageFolder DEFAULT = new ImageFolder(ImageOptions.DEFAULT);

    @Override
    public String name() {
        return "image_folder";
    }

    @Override
    public List<Part> parts() {
        return TrainAndTest.PARTS;
    }

    @Override
    public Set<String> options() {
        return ImageOptions.NAMES;
    }

    @Override
    public Format with(Map<String, String> options) {
        return new ImageFolder(ImageOptions.of(options));
    }

    @Override
    public Layout convert(Map<String, List<Source>> files, CanonicalWriter writer, SizeLimits limits)
            throws IOException {
        TrainAndTest parts = TrainAndTest.of(files);
        Contents contents = contents(parts.train(), limits);
        TrainAndTest.Sizes sizes = parts.copy(
                contents.images(),
                wanted.testShare(),
                wanted.seed(),
                writer,
                (part, source, to) -> copy(part, source, contents.classes(), limits, to));
        return new Layout(
                new Shape(wanted.height(), wanted.width(), wanted.channels()),
                ElementType.UINT8,
                contents.classes().size(),
                sizes.train(),
                sizes.test());
    }

    /** What an archive has, by the names in it. */
    private record Contents(int images, Map<String, Integer> classes) {}

    private static Contents contents(Source train, SizeLimits limits) throws IOException {
        try (ImageArchive archive = ImageArchive.open(TrainAndTest.TRAIN, train, limits)) {
            Vocabulary classes = new Vocabulary(limits.maxClasses());
            int images = 0;
            for (Optional<ImageArchive.Packed> next = archive.next(); next.isPresent(); next = archive.next()) {
                classes.see(next.get().className());
                images = Math.addExact(images, 1);
            }
            if (classes.isTooLarge() || classes.places().size() < 2) {
                throw archive.invalid(
                        classes.isTooLarge()
                                ? "more than %d folders of images".formatted(limits.maxClasses())
                                : "%d folders of images"
                                        .formatted(classes.places().size()),
                        "2 to %d, one for each class".formatted(limits.maxClasses()));
            }
            return new Contents(images, classes.places());
        }
    }

    private int copy(
            String part, Source source, Map<String, Integer> classes, SizeLimits limits, TrainAndTest.Splits to)
            throws IOException {
        Pixels pixels = new Pixels(wanted);
        int images = 0;
        try (ImageArchive archive = ImageArchive.open(part, source, limits)) {
            for (Optional<ImageArchive.Packed> next = archive.next(); next.isPresent(); next = archive.next()) {
                ImageArchive.Packed packed = next.get();
                @Nullable Integer label = classes.get(packed.className());
                if (label == null) {
                    throw archive.invalid(
                            "the folder '%s'".formatted(packed.className()),
                            "only folders that there are for training");
                }
                byte[] values = pixels(pixels, packed, archive);
                CanonicalWriter.Split split = to.next();
                split.inputs(values, values.length);
                split.label(label);
                images = Math.addExact(images, 1);
            }
            if (images == 0) {
                throw archive.invalid("no images", "at least one");
            }
        }
        return images;
    }

    private static byte[] pixels(Pixels pixels, ImageArchive.Packed packed, ImageArchive archive) throws IOException {
        try {
            return pixels.of(packed.bytes());
        } catch (Pixels.UnreadableException unreadable) {
            throw archive.invalid(
                    "the image '%s', %s".formatted(packed.name(), unreadable.getMessage()), "an intact PNG or JPEG");
        } catch (EOFException | ZipException damaged) {
            throw archive.damaged(damaged);
        }
    }
}
