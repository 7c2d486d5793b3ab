package dev.rangefinder.dataset.format;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a file of tokens does not say of itself.
 *
 * @param vocabulary how many different token ids there are; absent where each byte is a token
 * @param dtype how ids are written in a file without a header
 * @param testShare of the tokens, the last ones, for testing, where no file has any for that
 */
record TextOptions(@Nullable Integer vocabulary, @Nullable TokenType dtype, double testShare) {

    static final Set<String> NAMES = Set.of("vocabulary", "dtype", Options.TEST_SHARE);

    static final TextOptions DEFAULT = of(Map.of());

    static final int BYTES = 256;

    /** Four times the largest vocabularies in use: a network has a row of weights for each token. */
    private static final int MOST_TOKENS = 1 << 20;

    TextOptions {
        Options.shareChecked(testShare)
                .between("vocabulary", vocabulary == null ? BYTES : vocabulary, 2, MOST_TOKENS)
                .that(
                        dtype == null || vocabulary != null,
                        "dtype",
                        dtype == null ? null : dtype.label(),
                        "vocabulary beside it; without that each byte is a token")
                .orThrow();
    }

    static TextOptions of(Map<String, String> given) {
        Options options = new Options(given);
        Integer vocabulary =
                options.read("vocabulary", "a whole number", Integer::valueOf).orElse(null);
        TokenType dtype = options.read("dtype", "one of: " + TokenType.NAMES, TextOptions::type)
                .orElse(null);
        double testShare = options.testShare();
        options.orThrow();
        return new TextOptions(vocabulary, dtype, testShare);
    }

    private static TokenType type(String name) {
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(name);
        }
        return TokenType.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** How many kinds of tokens there are. */
    int kinds() {
        return vocabulary == null ? BYTES : vocabulary;
    }
}
