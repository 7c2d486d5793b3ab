package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.Part;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.format.file.TrainAndTest;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.format.text.TextOptions;
import dev.rangefinder.dataset.format.text.TokenCounts;
import dev.rangefinder.dataset.format.text.TokenReader;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A text: its bytes, or the ids that a tokenizer made of it, in a {@code .npy} file or as they are. It is read twice,
 * and never held.
 */
record Text(TextOptions wanted) implements Format {

    static final Text DEFAULT = new Text(TextOptions.DEFAULT);

    private static final int TOKENS_AT_A_TIME = 1 << 13;

    @Override
    public String name() {
        return "text";
    }

    @Override
    public List<Part> parts() {
        return TrainAndTest.PARTS;
    }

    @Override
    public Set<String> options() {
        return TextOptions.NAMES;
    }

    @Override
    public Format with(Map<String, String> options) {
        return new Text(TextOptions.of(options));
    }

    @Override
    public Converted convert(Map<String, List<Source>> files, CanonicalWriter writer, SizeLimits limits)
            throws IOException {
        TrainAndTest parts = TrainAndTest.of(files);
        List<Warning> warnings = new ArrayList<>();
        int all = count(TrainAndTest.TRAIN, parts.train(), limits, parts.test().isPresent() ? 1 : 2, warnings);
        TokenCounts counts = new TokenCounts(wanted.kinds());
        Sink train = new Sink(writer.train(), ElementType.ofTokens(wanted.kinds()), counts::train);
        Sink test = new Sink(writer.test(), ElementType.ofTokens(wanted.kinds()), counts::test);
        Description.Split split;
        int tested;
        if (parts.test().isPresent()) {
            split = Description.Split.ofParts();
            tested = count(TrainAndTest.TEST, parts.test().get(), limits, 1, warnings);
            copy(TrainAndTest.TRAIN, parts.train(), limits, all, train, test);
            copy(TrainAndTest.TEST, parts.test().get(), limits, 0, train, test);
        } else {
            split = Description.Split.atTheEnd(wanted.testShare());
            tested = wanted.forTesting(all);
            all -= tested;
            copy(TrainAndTest.TRAIN, parts.train(), limits, all, train, test);
        }
        return new Converted(Layout.ofText(wanted.kinds(), all, tested), counts.description(split, wanted, warnings));
    }

    /** Reads a file to its end, and returns how many tokens there are. */
    private int count(String part, Source source, SizeLimits limits, int splits, List<Warning> warnings)
            throws IOException {
        int[] tokens = new int[TOKENS_AT_A_TIME];
        long all = 0;
        try (TokenReader reader = TokenReader.open(part, source, wanted, limits)) {
            for (int count = reader.read(tokens); count > 0; count = reader.read(tokens)) {
                all += count;
            }
            if (all < (long) TextOptions.FEWEST_TOKENS * splits || all > Integer.MAX_VALUE) {
                throw reader.invalid(
                        all == 0 ? "an empty file" : "%d tokens".formatted(all),
                        "%d to %d tokens".formatted(TextOptions.FEWEST_TOKENS * splits, Integer.MAX_VALUE));
            }
            reader.firstOutsideUtf8()
                    .ifPresent(position -> warnings.add(new Warning(
                            "not_utf8",
                            "The byte at position %d of '%s' is none of UTF-8; the bytes are taken as they are."
                                    .formatted(position, part))));
        }
        return (int) all;
    }

    /** The first {@code trained} tokens for training, the others for testing. */
    private void copy(String part, Source source, SizeLimits limits, int trained, Sink train, Sink test)
            throws IOException {
        int[] tokens = new int[TOKENS_AT_A_TIME];
        int left = trained;
        try (TokenReader reader = TokenReader.open(part, source, wanted, limits)) {
            for (int count = reader.read(tokens); count > 0; count = reader.read(tokens)) {
                int forTraining = Math.min(left, count);
                train.write(tokens, 0, forTraining);
                test.write(tokens, forTraining, count);
                left -= forTraining;
            }
        }
    }

    /** Counts tokens, and writes them as they are stored. */
    private record Sink(CanonicalWriter.Split split, ElementType element, Counter counter) {

        interface Counter {
            void count(int token);
        }

        void write(int[] tokens, int from, int to) throws IOException {
            ByteBuffer bytes =
                    ByteBuffer.allocate((to - from) * element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = from; i < to; i++) {
                counter.count(tokens[i]);
                element.putToken(bytes, tokens[i]);
            }
            split.inputs(bytes.array(), bytes.capacity());
        }
    }
}
