package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.Part;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.format.file.TestDraw;
import dev.rangefinder.dataset.format.file.TrainAndTest;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.format.image.FolderRoles.Place;
import dev.rangefinder.dataset.format.image.FolderRoles.Role;
import dev.rangefinder.dataset.format.image.ImageArchive;
import dev.rangefinder.dataset.format.image.ImageOptions;
import dev.rangefinder.dataset.format.image.ImageSurvey;
import dev.rangefinder.dataset.format.image.Pixels;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * A zip with a folder of images for each class; the archive is read twice, once for the classes and the parts that it is
 * divided into.
 */
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
    public Converted convert(Map<String, List<Source>> files, CanonicalWriter writer, SizeLimits limits)
            throws IOException {
        TrainAndTest parts = TrainAndTest.of(files);
        ImageSurvey survey;
        Map<String, Integer> classes;
        try (ImageArchive archive = ImageArchive.open(TrainAndTest.TRAIN, parts.train(), limits)) {
            survey = ImageSurvey.of(archive, limits);
            classes = survey.classes(archive, limits);
            if (parts.test().isPresent()) {
                requireUndivided(archive, survey);
            }
        }
        Conversion conversion = new Conversion(classes, writer, limits);
        Description.Split split = parts.test().isPresent()
                ? conversion.copyParts(parts.train(), survey, parts.test().get())
                : conversion.copyDivided(parts.train(), survey);
        return conversion.converted(split);
    }

    private static void requireUndivided(ImageArchive archive, ImageSurvey survey) {
        List<String> folders = survey.leftOut(Optional.empty());
        if (!folders.isEmpty()) {
            throw archive.invalid(
                    "the folder '%s' beside a part test".formatted(folders.getFirst()),
                    "images for training alone, or no part test");
        }
    }

    /** One upload on its way into a data set. */
    private final class Conversion {

        private final Map<String, Integer> classes;
        private final CanonicalWriter writer;
        private final SizeLimits limits;
        private final Pixels pixels = new Pixels(wanted);
        private final List<Warning> warnings = new ArrayList<>();
        private int trainSamples;
        private int testSamples;

        Conversion(Map<String, Integer> classes, CanonicalWriter writer, SizeLimits limits) {
            this.classes = classes;
            this.writer = writer;
            this.limits = limits;
        }

        Description.Split copyParts(Source train, ImageSurvey survey, Source test) throws IOException {
            copy(TrainAndTest.TRAIN, train, survey, role -> Optional.of(writer.train()));
            trainSamples = survey.count(Role.TRAIN);
            warnings.addAll(survey.warnings(TrainAndTest.TRAIN, Optional.empty()));
            ImageSurvey looked;
            try (ImageArchive archive = ImageArchive.open(TrainAndTest.TEST, test, limits)) {
                looked = ImageSurvey.of(archive, limits);
                if (looked.roles().says(Role.TRAIN)) {
                    throw archive.invalid(
                            "the folder '%s'"
                                    .formatted(
                                            looked.roles().divisions(Role.TRAIN).getFirst()),
                            "images for testing alone");
                }
            }
            copy(TrainAndTest.TEST, test, looked, role -> Optional.of(writer.test()));
            testSamples = looked.images().values().stream().reduce(0, Math::addExact);
            warnings.addAll(Warning.each(
                    "file_passed_over",
                    looked.passedOver(),
                    "Passed over in test, for it is no PNG or JPEG image: %s."));
            return Description.Split.ofParts();
        }

        Description.Split copyDivided(Source train, ImageSurvey survey) throws IOException {
            Optional<Role> validation = survey.validation();
            List<String> leftOut = survey.leftOut(validation);
            warnings.addAll(survey.warnings(TrainAndTest.TRAIN, validation));
            trainSamples = survey.count(Role.TRAIN);
            if (validation.isPresent()) {
                copy(TrainAndTest.TRAIN, train, survey, role -> split(role, validation.get()));
                testSamples = survey.count(validation.get());
                return Description.Split.ofFolders(
                        String.join(", ", survey.roles().divisions(validation.get())), leftOut);
            }
            TestDraw draw = new TestDraw(trainSamples, wanted.testShare(), wanted.seed());
            copy(
                    TrainAndTest.TRAIN,
                    train,
                    survey,
                    role -> role != Role.TRAIN
                            ? Optional.empty()
                            : Optional.of(draw.next() ? writer.test() : writer.train()));
            trainSamples -= draw.drawn();
            testSamples = draw.drawn();
            return Description.Split.drawn(wanted.testShare(), wanted.seed(), leftOut);
        }

        private Optional<CanonicalWriter.Split> split(Role role, Role validation) {
            if (role == Role.TRAIN) {
                return Optional.of(writer.train());
            }
            return role == validation ? Optional.of(writer.test()) : Optional.empty();
        }

        private void copy(String part, Source source, ImageSurvey survey, Destination destination) throws IOException {
            try (ImageArchive archive = ImageArchive.open(part, source, limits)) {
                for (Optional<ImageArchive.Packed> next = archive.next(); next.isPresent(); next = archive.next()) {
                    ImageArchive.Packed packed = next.get();
                    Place place = survey.roles().of(packed.folder());
                    Optional<CanonicalWriter.Split> split = destination.of(place.role());
                    if (split.isPresent()) {
                        int label = survey.label(packed.image(), classes, archive);
                        byte[] values = pixels(archive, packed);
                        split.get().inputs(values, values.length);
                        split.get().labels().label(label);
                    }
                }
            }
        }

        private byte[] pixels(ImageArchive archive, ImageArchive.Packed packed) throws IOException {
            try {
                return pixels.of(packed.bytes());
            } catch (Pixels.UnreadableException unreadable) {
                throw archive.invalid(
                        "the image '%s', %s".formatted(packed.name(), unreadable.getMessage()),
                        "an intact PNG or JPEG");
            } catch (EOFException | ZipException damaged) {
                throw archive.damaged(damaged);
            }
        }

        Converted converted(Description.Split split) {
            if (pixels.transparentImages() > 0) {
                warnings.add(new Warning(
                        "transparent_images",
                        "%d images have transparent places; they were laid on the colour %s."
                                .formatted(pixels.transparentImages(), wanted.background())));
            }
            return new Converted(
                    new Layout(
                            new Shape(wanted.height(), wanted.width(), wanted.channels()),
                            ElementType.UINT8,
                            classes.size(),
                            trainSamples,
                            testSamples),
                    Description.of(
                            split,
                            List.of(),
                            List.copyOf(classes.keySet()),
                            writer.train().labels().counts(),
                            writer.test().labels().counts(),
                            warnings));
        }
    }

    /** Where the images of a part go; nowhere, if they are left out. */
    private interface Destination {
        Optional<CanonicalWriter.Split> of(Role role);
    }
}
