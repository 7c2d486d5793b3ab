package dev.rangefinder.dataset.format.numpy;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.TestDraw;
import dev.rangefinder.dataset.samples.LabelFile;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Spread;
import dev.rangefinder.dataset.samples.Task;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Arrays of samples and a label for each, as they were uploaded or lie in place: which of them are for testing, what is
 * learned, and whether they fit each other.
 */
public final class NumpyArrays {

    public static final String TRAIN_INPUTS = "train_inputs";
    public static final String TRAIN_LABELS = "train_labels";
    public static final String TEST_INPUTS = "test_inputs";
    public static final String TEST_LABELS = "test_labels";

    private final Given given;
    private final NumpyOptions options;
    private final Store store;
    private final SizeLimits limits;

    private NumpyArrays(Given given, NumpyOptions options, Store store, SizeLimits limits) {
        this.given = given;
        this.options = options;
        this.store = store;
        this.limits = limits;
    }

    /** The files that there are. */
    public interface Given {

        /** By its name without an ending. */
        Optional<NumpyFile> file(String name) throws IOException;

        /** A problem with which files there are, or with all of them. */
        InvalidFileException invalid(String found, String expected);
    }

    /** Where samples and labels are written down. */
    public interface Store {

        /** Begins with the samples of an array. */
        Samples begin(NumpySamples samples) throws IOException;

        LabelFile trainLabels();

        LabelFile testLabels();
    }

    /** The samples of an array, which are written down one after the other. */
    public interface Samples extends AutoCloseable {

        void copyNext(boolean isForTesting) throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Writes all samples and their labels.
     *
     * @throws InvalidFileException if the arrays do not fit each other, or if one has what it may not have
     */
    public static Converted convert(Given given, NumpyOptions options, Store store, SizeLimits limits)
            throws IOException {
        return new NumpyArrays(given, options, store, limits).convert();
    }

    private Converted convert() throws IOException {
        NumpySamples train = NumpySamples.of(required(TRAIN_INPUTS), options.dataFormat());
        NumpyFile labels = required(TRAIN_LABELS);
        Task task = NumpyLabels.task(labels, train.samples(), options.task());
        Optional<NumpySamples> test = test(train);
        return test.isPresent() ? twoParts(train, labels, task, test.get()) : drawn(train, labels, task);
    }

    private NumpyFile required(String name) throws IOException {
        return given.file(name)
                .orElseThrow(() ->
                        given.invalid("no file '%s.npy'".formatted(name), "that file, as numpy.save writes an array"));
    }

    private Optional<NumpySamples> test(NumpySamples train) throws IOException {
        Optional<NumpyFile> file = given.file(TEST_INPUTS);
        if (file.isEmpty()) {
            if (given.file(TEST_LABELS).isPresent()) {
                throw given.invalid(
                        "'%s.npy' alone".formatted(TEST_LABELS), "'%s.npy' beside it".formatted(TEST_INPUTS));
            }
            return Optional.empty();
        }
        NumpySamples test = NumpySamples.of(file.get(), train.dataFormat());
        if (!test.shape().equals(train.shape()) || test.element() != train.element()) {
            throw file.get()
                    .invalid(
                            "%s of %s".formatted(test.shape(), test.element()),
                            "%s of %s, as those for training are".formatted(train.shape(), train.element()));
        }
        return Optional.of(test);
    }

    private Converted twoParts(NumpySamples train, NumpyFile labels, Task task, NumpySamples test) throws IOException {
        copy(train, labels, task, limits.maxClasses(), () -> false);
        int known = task == Task.CLASSIFICATION ? store.trainLabels().counts().size() : limits.maxClasses();
        copy(test, required(TEST_LABELS), task, known, () -> true);
        return converted(train, task, train.samples(), test.samples(), Description.Split.ofParts());
    }

    private Converted drawn(NumpySamples samples, NumpyFile labels, Task task) throws IOException {
        if (samples.samples() < 2) {
            throw labels.invalid("one label", "at least 2, of which one is for testing");
        }
        TestDraw draw = new TestDraw(samples.samples(), options.testShare(), options.seed());
        copy(samples, labels, task, limits.maxClasses(), draw::next);
        return converted(
                samples,
                task,
                samples.samples() - draw.drawn(),
                draw.drawn(),
                Description.Split.drawn(options.testShare(), options.seed(), List.of()));
    }

    /** Says of each sample whether it is for testing. */
    private interface Choice {
        boolean isForTesting();
    }

    private void copy(NumpySamples inputs, NumpyFile labelFile, Task task, int classes, Choice choice)
            throws IOException {
        try (Samples samples = store.begin(inputs);
                NumpyLabels labels = NumpyLabels.open(labelFile, inputs.samples())) {
            for (int sample = 0; sample < inputs.samples(); sample++) {
                boolean isForTesting = choice.isForTesting();
                labels.copyNext(task, isForTesting ? store.testLabels() : store.trainLabels(), classes);
                samples.copyNext(isForTesting);
            }
            labels.requireEnd();
        }
    }

    private Converted converted(NumpySamples samples, Task task, int train, int test, Description.Split split) {
        if (task == Task.REGRESSION) {
            Description.Target target = new Description.Target(
                    differing(store.trainLabels(), "training"), differing(store.testLabels(), "testing"));
            return new Converted(
                    Layout.ofRegression(samples.shape(), samples.element(), train, test),
                    Description.ofTarget(split, List.of(), target, List.of()));
        }
        List<Integer> trained = store.trainLabels().counts();
        List<Integer> tested = store.testLabels().counts();
        int classes = Math.max(trained.size(), tested.size());
        if (classes < 2) {
            throw given.invalid("only the label 0", "at least 2 classes");
        }
        return new Converted(
                new Layout(samples.shape(), samples.element(), classes, train, test),
                Description.ofNumbers(split, classes, trained, tested));
    }

    /** The error of a regression is held against how its labels differ. */
    private Spread differing(LabelFile labels, String purpose) {
        Spread spread = labels.targets();
        if (spread.deviation() == 0) {
            throw given.invalid(
                    "a label that is %s for every sample for %s".formatted(spread.mean(), purpose),
                    "at least two different numbers there");
        }
        return spread;
    }
}
