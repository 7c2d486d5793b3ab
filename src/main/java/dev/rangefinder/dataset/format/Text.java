package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A text: its bytes, or the ids that a tokenizer made of it, in a {@code .npy} file or as they are. It is read twice,
 * and never held.
 */
record Text(TextOptions wanted) implements Format {

    static final Text DEFAULT = new Text(TextOptions.DEFAULT);

    /** A token, and one that follows it. */
    private static final int FEWEST = 2;

    private static final int TOKENS_AT_A_TIME = 1 << 13;

    /** With a smaller share of a vocabulary in use, another one may have been meant. */
    private static final int MUCH_LARGER = 2;

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
            tested = Math.clamp(Math.round(all * wanted.testShare()), FEWEST, all - FEWEST);
            all -= tested;
            copy(TrainAndTest.TRAIN, parts.train(), limits, all, train, test);
        }
        warnings.addAll(counts.warnings());
        unusedIds(counts).ifPresent(warnings::add);
        return new Converted(
                Layout.ofText(wanted.kinds(), all, tested), Description.ofText(split, counts.summary(), warnings));
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
            if (all < (long) FEWEST * splits || all > Integer.MAX_VALUE) {
                throw reader.invalid(
                        all == 0 ? "an empty file" : "%d tokens".formatted(all),
                        "%d to %d tokens".formatted(FEWEST * splits, Integer.MAX_VALUE));
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

    private Optional<Warning> unusedIds(TokenCounts counts) {
        Integer vocabulary = wanted.vocabulary();
        return vocabulary == null || counts.largest() >= vocabulary / MUCH_LARGER
                ? Optional.empty()
                : Optional.of(new Warning(
                        "vocabulary_unused",
                        "The largest id is %d, of a vocabulary of %d.".formatted(counts.largest(), vocabulary)));
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
                switch (element) {
                    case UINT8 -> bytes.put((byte) tokens[i]);
                    case UINT16 -> bytes.putShort((short) tokens[i]);
                    case INT32 -> bytes.putInt(tokens[i]);
                    case FLOAT32 -> throw new IllegalStateException("tokens are whole numbers");
                }
            }
            split.inputs(bytes.array(), bytes.capacity());
        }
    }
}
