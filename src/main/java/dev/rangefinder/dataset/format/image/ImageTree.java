package dev.rangefinder.dataset.format.image;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.TestDraw;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.format.image.FolderRoles.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A directory with a folder of images for each class, by the names in it alone. They mean what they would in a zip, in
 * this order: the same classes, the same parts, the same draw.
 */
public final class ImageTree {

    private final List<String> names;
    private final ImageReading reading;
    private final BiFunction<String, String, InvalidFileException> invalid;
    private final ImageSurvey survey;
    private final Map<String, Integer> classes;
    private final Optional<Role> validation;

    private ImageTree(
            List<String> names,
            ImageReading reading,
            SizeLimits limits,
            BiFunction<String, String, InvalidFileException> invalid)
            throws IOException {
        this.names = names;
        this.reading = reading;
        this.invalid = invalid;
        Listing listing = new Listing();
        this.survey = ImageSurvey.of(listing, limits);
        this.classes = survey.classes(listing, limits);
        this.validation = survey.validation();
    }

    /**
     * Of files.
     *
     * @param names of all of them, with slashes between the steps
     * @param invalid makes a problem of what was found and what was expected
     */
    public static ImageTree of(
            List<String> names,
            ImageReading reading,
            SizeLimits limits,
            BiFunction<String, String, InvalidFileException> invalid)
            throws IOException {
        return new ImageTree(names, reading, limits, invalid);
    }

    /** An image that is trained on, or looked at. */
    public record Image(String name, boolean isTest, int label) {}

    /** What there is in the tree. */
    @FunctionalInterface
    public interface Visitor {
        void see(Image image) throws IOException;
    }

    /** Goes through all images that are not left out, in the order of their names, and says who divided them. */
    public Description.Split visit(Visitor visitor) throws IOException {
        Listing listing = new Listing();
        Optional<TestDraw> draw = validation.isPresent()
                ? Optional.empty()
                : Optional.of(new TestDraw(survey.count(Role.TRAIN), reading.testShare(), reading.seed()));
        for (Optional<ImageName> next = listing.nextName(); next.isPresent(); next = listing.nextName()) {
            Role role = survey.roles().of(next.get().folder()).role();
            if (role == Role.TRAIN || (validation.isPresent() && role == validation.get())) {
                boolean isTest =
                        role != Role.TRAIN || (draw.isPresent() && draw.get().next());
                visitor.see(new Image(next.get().name(), isTest, survey.label(next.get(), classes, listing)));
            }
        }
        List<String> leftOut = survey.leftOut(validation);
        return validation.isPresent()
                ? Description.Split.ofFolders(String.join(", ", survey.roles().divisions(validation.get())), leftOut)
                : Description.Split.drawn(reading.testShare(), reading.seed(), leftOut);
    }

    /** The names of the classes, in the order of their labels. */
    public List<String> classes() {
        return List.copyOf(classes.keySet());
    }

    public List<Warning> warnings() {
        return survey.warnings("location", validation);
    }

    /** One way through the names. */
    private final class Listing implements ImageListing {

        private final Iterator<String> left = names.iterator();
        private final List<String> passedOver = new ArrayList<>();

        @Override
        public Optional<ImageName> nextName() {
            while (left.hasNext()) {
                String name = left.next();
                Optional<ImageName> image = ImageName.of(name, invalid);
                if (image.isPresent()) {
                    return image;
                }
                passedOver.add(name);
            }
            return Optional.empty();
        }

        @Override
        public List<String> passedOver() {
            return List.copyOf(passedOver);
        }

        @Override
        public InvalidFileException invalid(String found, String expected) {
            return invalid.apply(found, expected);
        }
    }
}
