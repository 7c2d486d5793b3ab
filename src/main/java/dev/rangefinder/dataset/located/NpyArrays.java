package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.Converted;
import dev.rangefinder.dataset.format.Description;
import dev.rangefinder.dataset.format.Options;
import dev.rangefinder.dataset.format.SizeLimits;
import dev.rangefinder.dataset.format.TestDraw;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.LabelFile;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Spread;
import dev.rangefinder.model.spec.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Arrays of NumPy's: samples of bytes or of 32-bit floats, and a label for each. Samples are read where they lie; labels,
 * which may have many types, are kept in the index as any others.
 *
 * @param testShare of the samples, drawn by the seed for testing, where there are no arrays for that
 */
record NpyArrays(double testShare, long seed) implements LocatedFormat {

    static final String NAME = "npy";

    static final Set<String> OPTIONS = Options.names();

    private static final String TRAIN_INPUTS = "train_inputs.npy";
    private static final String TRAIN_LABELS = "train_labels.npy";
    private static final String TEST_INPUTS = "test_inputs.npy";
    private static final String TEST_LABELS = "test_labels.npy";

    /** Sixteen million pixels: more than a network here could take. */
    private static final int LARGEST_SIDE = 4096;

    /** As many as such an image has. */
    private static final long MOST_VALUES = (long) LARGEST_SIDE * LARGEST_SIDE;

    NpyArrays {
        Options.shareChecked(testShare).orThrow();
    }

    static NpyArrays of(Map<String, String> given) {
        Options options = new Options(given);
        double testShare = options.testShare();
        long seed = options.seed();
        options.orThrow();
        return new NpyArrays(testShare, seed);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> options() {
        return new TreeMap<>(Map.of(Options.TEST_SHARE, Double.toString(testShare), Options.SEED, Long.toString(seed)));
    }

    @Override
    public Decoding decoding() {
        return piece -> piece;
    }

    @Override
    public Converted index(Place place, IndexWriter writer, SizeLimits limits) throws IOException {
        NpyFile inputs = required(place, TRAIN_INPUTS);
        Inputs train = Inputs.of(inputs);
        Optional<Inputs> test = test(place, train);
        NpyFile labels = required(place, TRAIN_LABELS);
        try (NpyLabels trained = NpyLabels.of(labels, inputs.count())) {
            writer.file(labels.file());
            if (test.isPresent()) {
                NpyFile tested = required(place, TEST_LABELS);
                writer.file(tested.file());
                return twoParts(train, trained, test.get(), tested, writer, limits);
            }
            return drawn(train, trained, labels, writer, limits);
        }
    }

    private static Optional<Inputs> test(Place place, Inputs train) throws IOException {
        Optional<Place.File> file = place.file(TEST_INPUTS);
        if (file.isEmpty()) {
            if (place.file(TEST_LABELS).isPresent()) {
                throw Place.invalid("'%s' alone".formatted(TEST_LABELS), "'%s' beside it".formatted(TEST_INPUTS));
            }
            return Optional.empty();
        }
        Inputs test = Inputs.of(NpyFile.of(place, file.get()));
        if (!test.shape().equals(train.shape()) || test.element() != train.element()) {
            throw test.file()
                    .invalid(
                            "%s of %s".formatted(test.shape(), test.element().name()),
                            "%s of %s, as those for training are"
                                    .formatted(train.shape(), train.element().name()));
        }
        return Optional.of(test);
    }

    private static NpyFile required(Place place, String name) throws IOException {
        Place.File file = place.file(name)
                .orElseThrow(() -> Place.invalid("a directory without '%s'".formatted(name), "that file in it"));
        return NpyFile.of(place, file);
    }

    private static Converted twoParts(
            Inputs train, NpyLabels trained, Inputs test, NpyFile testLabels, IndexWriter writer, SizeLimits limits)
            throws IOException {
        train.write(writer.file(train.file().file()), trained, limits.maxClasses(), writer::train);
        int most = trained.areClasses() ? writer.train().labels().counts().size() : limits.maxClasses();
        try (NpyLabels tested = NpyLabels.of(testLabels, test.samples())) {
            if (tested.areClasses() != trained.areClasses()) {
                throw testLabels.invalid(
                        "values of the type %s".formatted(testLabels.type()), "labels as those for training");
            }
            test.write(writer.file(test.file().file()), tested, most, writer::test);
        }
        return converted(train, trained, train.samples(), test.samples(), Description.Split.ofParts(), writer);
    }

    private Converted drawn(Inputs inputs, NpyLabels labels, NpyFile labelFile, IndexWriter writer, SizeLimits limits)
            throws IOException {
        if (inputs.samples() < 2) {
            throw labelFile.invalid("one label", "at least 2, of which one is for testing");
        }
        TestDraw draw = new TestDraw(inputs.samples(), testShare, seed);
        inputs.write(
                writer.file(inputs.file().file()),
                labels,
                limits.maxClasses(),
                () -> draw.next() ? writer.test() : writer.train());
        return converted(
                inputs,
                labels,
                inputs.samples() - draw.drawn(),
                draw.drawn(),
                Description.Split.drawn(testShare, seed, List.of()),
                writer);
    }

    private static Converted converted(
            Inputs inputs, NpyLabels labels, int train, int test, Description.Split split, IndexWriter writer) {
        LabelFile trained = writer.train().labels();
        LabelFile tested = writer.test().labels();
        if (!labels.areClasses()) {
            Description.Target target =
                    new Description.Target(differing(trained, "training"), differing(tested, "testing"));
            return new Converted(
                    Layout.ofRegression(inputs.shape(), inputs.element(), train, test),
                    Description.ofTarget(split, List.of(), target, List.of()));
        }
        int classes = Math.max(trained.counts().size(), tested.counts().size());
        if (classes < 2) {
            throw Place.invalid("only the label 0", "at least 2 classes");
        }
        return new Converted(
                new Layout(inputs.shape(), inputs.element(), classes, train, test),
                Description.ofNumbers(split, classes, trained.counts(), tested.counts()));
    }

    private static Spread differing(LabelFile labels, String purpose) {
        Spread spread = labels.targets();
        if (spread.deviation() == 0) {
            throw Place.invalid(
                    "a label that is %s for every sample for %s".formatted(spread.mean(), purpose),
                    "at least two different numbers there");
        }
        return spread;
    }

    /** The samples of a file. */
    private record Inputs(NpyFile file, Shape shape, ElementType element) {

        static Inputs of(NpyFile file) {
            ElementType element = switch (file.type()) {
                case "|u1" -> ElementType.UINT8;
                case "<f4" -> ElementType.FLOAT32;
                default ->
                    throw file.invalid(
                            "values of the type %s".formatted(file.type()), "uint8 or float32, little-endian");
            };
            file.requireWhole(element.bytes());
            if (file.count() < 1 || file.count() > Integer.MAX_VALUE) {
                throw file.invalid(
                        "%d samples".formatted(file.count()), "1 to %d samples".formatted(Integer.MAX_VALUE));
            }
            return new Inputs(file, shape(file), element);
        }

        private static Shape shape(NpyFile file) {
            List<Long> sides = file.dimensions().stream().skip(1).toList();
            boolean isVector = sides.size() == 1;
            boolean fits = sides.stream().allMatch(side -> side >= 1 && (isVector || side <= LARGEST_SIDE))
                    && file.valuesEach() <= MOST_VALUES;
            if (sides.isEmpty() || sides.size() > 3 || !fits) {
                throw file.invalid(
                        "the shape (%s)".formatted(file.array().shape()),
                        "samples × features, samples × height × width or samples × height × width × channels, sides of at most %d, and at most %d values each"
                                .formatted(LARGEST_SIDE, MOST_VALUES));
            }
            int first = Math.toIntExact(sides.getFirst());
            return switch (sides.size()) {
                case 1 -> new Shape(1, 1, first);
                case 2 -> new Shape(first, Math.toIntExact(sides.get(1)), 1);
                default -> new Shape(first, Math.toIntExact(sides.get(1)), Math.toIntExact(sides.get(2)));
            };
        }

        int samples() {
            return Math.toIntExact(file.count());
        }

        /** Says of every sample where it lies, and what its label is. */
        void write(int position, NpyLabels labels, int classes, Destination destination) throws IOException {
            int bytes = Math.multiplyExact(shape.size(), element.bytes());
            for (int sample = 0; sample < samples(); sample++) {
                IndexWriter.Part part = destination.next();
                part.piece(position, file.array().begin() + (long) sample * bytes, bytes);
                if (labels.areClasses()) {
                    part.labels().label(labels.nextClass(classes));
                } else {
                    part.labels().target(labels.nextTarget());
                }
            }
        }
    }

    /** Where the next sample goes. */
    private interface Destination {
        IndexWriter.Part next();
    }
}
