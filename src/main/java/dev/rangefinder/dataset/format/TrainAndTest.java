package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a format that has one for training and, if wanted, one for testing; without it, samples are drawn for
 * that.
 */
record TrainAndTest(Format.Source train, Optional<Format.Source> test) {

    static final String TRAIN = "train";
    static final String TEST = "test";

    static final List<Format.Part> PARTS = List.of(Format.Part.one(TRAIN), Format.Part.optional(TEST));

    static TrainAndTest of(Map<String, List<Format.Source>> files) {
        return new TrainAndTest(
                files.getOrDefault(TRAIN, List.of()).getFirst(),
                files.getOrDefault(TEST, List.of()).stream().findFirst());
    }

    /** Where the next sample goes. */
    interface Splits {
        CanonicalWriter.Split next();
    }

    /** Copies the samples of a file, each to where it is told, and returns how many there were. */
    interface Copy {
        int copy(String part, Format.Source source, Splits to) throws IOException;
    }

    /** How many samples there came to be of either kind, and by what. */
    record Sizes(int train, int test, Description.Split split) {}

    /**
     * Copies every sample.
     *
     * @param samples in the file for training
     * @param testShare of these, drawn by the seed for testing, where there is no file for that
     */
    Sizes copy(int samples, double testShare, long seed, CanonicalWriter writer, Copy copy) throws IOException {
        if (test.isPresent()) {
            copy.copy(TRAIN, train, writer::train);
            return new Sizes(samples, copy.copy(TEST, test.get(), writer::test), Description.Split.ofParts());
        }
        TestDraw draw = new TestDraw(samples, testShare, seed);
        copy.copy(TRAIN, train, () -> draw.next() ? writer.test() : writer.train());
        return new Sizes(samples - draw.drawn(), draw.drawn(), Description.Split.drawn(testShare, seed, List.of()));
    }
}
