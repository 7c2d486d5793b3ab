package dev.rangefinder.dataset.format.file;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a format that has one for training and, if wanted, one for testing; without it, samples are drawn for
 * that.
 */
public record TrainAndTest(Source train, Optional<Source> test) {

    public static final String TRAIN = "train";
    public static final String TEST = "test";

    public static final List<Part> PARTS = List.of(Part.one(TRAIN), Part.optional(TEST));

    public static TrainAndTest of(Map<String, List<Source>> files) {
        return new TrainAndTest(
                files.getOrDefault(TRAIN, List.of()).getFirst(),
                files.getOrDefault(TEST, List.of()).stream().findFirst());
    }

    /** Where the next sample goes. */
    public interface Splits {
        CanonicalWriter.Split next();
    }

    /** Copies the samples of a file, each to where it is told, and returns how many there were. */
    public interface Copy {
        int copy(String part, Source source, Splits to) throws IOException;
    }

    /** How many samples there came to be of either kind, and by what. */
    public record Sizes(int train, int test, Description.Split split) {}

    /**
     * Copies every sample.
     *
     * @param samples in the file for training
     * @param testShare of these, drawn by the seed for testing, where there is no file for that
     */
    public Sizes copy(int samples, double testShare, long seed, CanonicalWriter writer, Copy copy) throws IOException {
        if (test.isPresent()) {
            copy.copy(TRAIN, train, writer::train);
            return new Sizes(samples, copy.copy(TEST, test.get(), writer::test), Description.Split.ofParts());
        }
        TestDraw draw = new TestDraw(samples, testShare, seed);
        copy.copy(TRAIN, train, () -> draw.next() ? writer.test() : writer.train());
        return new Sizes(samples - draw.drawn(), draw.drawn(), Description.Split.drawn(testShare, seed, List.of()));
    }
}
