package dev.rangefinder.dataset.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How often each token comes in a text, for training and for validation. */
final class TokenCounts {

    private final int[] train;
    private final int[] test;

    TokenCounts(int kinds) {
        train = new int[kinds];
        test = new int[kinds];
    }

    void train(int token) {
        train[token]++;
    }

    void test(int token) {
        test[token]++;
    }

    Description.Tokens summary() {
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

    List<Warning> warnings() {
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
    int largest() {
        return IntStream.range(0, train.length)
                .filter(token -> train[token] > 0 || test[token] > 0)
                .max()
                .orElse(0);
    }
}
