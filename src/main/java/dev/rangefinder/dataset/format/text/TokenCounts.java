package dev.rangefinder.dataset.format.text;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.Warning;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How often each token comes in a text, for training and for validation. */
public final class TokenCounts {

    /** With a smaller share of a vocabulary in use, another one may have been meant. */
    private static final int MUCH_LARGER = 2;

    private final int[] train;
    private final int[] test;

    /** Of no token yet. */
    public TokenCounts(int kinds) {
        train = new int[kinds];
        test = new int[kinds];
    }

    /** What {@link #write} wrote. */
    public static TokenCounts read(ByteBuffer from, int kinds) {
        TokenCounts counts = new TokenCounts(kinds);
        from.asIntBuffer().get(counts.train).get(counts.test);
        return counts;
    }

    /** How many bytes {@link #write} takes. */
    public int bytes() {
        return (train.length + test.length) * Integer.BYTES;
    }

    public void write(ByteBuffer to) {
        to.asIntBuffer().put(train).put(test);
        to.position(to.position() + bytes());
    }

    public void train(int token) {
        train[token]++;
    }

    public void test(int token) {
        test[token]++;
    }

    /** What became of a text with these tokens. */
    public Description description(Description.Split split, TextOptions wanted, List<Warning> more) {
        List<Warning> warnings = new ArrayList<>(more);
        warnings.addAll(warnings());
        Integer vocabulary = wanted.vocabulary();
        if (vocabulary != null && largest() < vocabulary / MUCH_LARGER) {
            warnings.add(new Warning(
                    "vocabulary_unused",
                    "The largest id is %d, of a vocabulary of %d.".formatted(largest(), vocabulary)));
        }
        return Description.ofText(split, summary(), warnings);
    }

    private Description.Tokens summary() {
        double tokens = Arrays.stream(train).asLongStream().sum();
        double entropy = 0;
        int used = 0;
        for (int count : train) {
            if (count > 0) {
                entropy -= count / tokens * Math.log(count / tokens);
                used++;
            }
        }
        return new Description.Tokens(used, entropy);
    }

    private List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>();
        long untrained = IntStream.range(0, train.length)
                .filter(token -> train[token] == 0 && test[token] > 0)
                .count();
        if (untrained > 0) {
            warnings.add(new Warning(
                    "token_without_training",
                    "%d kinds of tokens come in the part for validation alone.".formatted(untrained)));
        }
        return warnings;
    }

    /** The largest id that there is. */
    private int largest() {
        return IntStream.range(0, train.length)
                .filter(token -> train[token] > 0 || test[token] > 0)
                .max()
                .orElse(0);
    }
}
