package dev.rangefinder.dataset.format.text;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.Options;
import dev.rangefinder.dataset.format.numpy.NumberType;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a file of tokens does not say of itself.
 *
 * @param vocabulary how many different token ids there are; absent where each byte is a token
 * @param dtype how ids are written in a file without a header
 * @param testShare of the tokens, the last ones, for testing, where no file has any for that
 */
public record TextOptions(
        @Nullable Integer vocabulary, @Nullable NumberType dtype, double testShare) {

    /** Of a part: a token, and one that follows it. */
    public static final int FEWEST_TOKENS = 2;

    private static final String VOCABULARY = "vocabulary";
    private static final String DTYPE = "dtype";

    public static final Set<String> NAMES = Set.of(VOCABULARY, DTYPE, Options.TEST_SHARE);

    public static final TextOptions DEFAULT = of(Map.of());

    static final int BYTES = 256;

    /** Four times the largest vocabularies in use: a network has a row of weights for each token. */
    private static final int MOST_TOKENS = 1 << 20;

    public TextOptions {
        Options.shareChecked(testShare)
                .between(VOCABULARY, vocabulary == null ? BYTES : vocabulary, 2, MOST_TOKENS)
                .that(
                        dtype == null || vocabulary != null,
                        DTYPE,
                        dtype == null ? null : dtype.label(),
                        "vocabulary beside it; without that each byte is a token")
                .orThrow();
    }

    public static TextOptions of(Map<String, String> given) {
        Options options = new Options(given);
        Integer vocabulary =
                options.read(VOCABULARY, "a whole number", Integer::valueOf).orElse(null);
        NumberType dtype = options.read(DTYPE, "one of: " + NumberType.TOKEN_NAMES, TextOptions::type)
                .orElse(null);
        double testShare = options.testShare();
        options.orThrow();
        return new TextOptions(vocabulary, dtype, testShare);
    }

    private static NumberType type(String name) {
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(name);
        }
        NumberType type = NumberType.valueOf(name.toUpperCase(Locale.ROOT));
        if (!type.areTokens()) {
            throw new IllegalArgumentException(name);
        }
        return type;
    }

    /** Whether each byte is a token. */
    boolean areBytes() {
        return vocabulary == null;
    }

    /** As they were said, or would be. */
    public Map<String, String> said() {
        Map<String, String> said = new TreeMap<>();
        said.put(Options.TEST_SHARE, Double.toString(testShare));
        if (vocabulary != null) {
            said.put(VOCABULARY, vocabulary.toString());
        }
        if (dtype != null) {
            said.put(DTYPE, dtype.label());
        }
        return said;
    }

    /**
     * A token, if it may be one.
     *
     * @param position of it, from 0
     * @param problem with its file, made of what was found and what was expected
     */
    public int checked(long token, long position, BiFunction<String, String, InvalidFileException> problem) {
        if (areBytes() && token == 0) {
            throw problem.apply(
                    "the byte 0 at position %d".formatted(position),
                    "a text in UTF-8, which has none; for other bytes say vocabulary=256 and dtype=uint8");
        }
        if (token < 0 || token >= kinds()) {
            throw problem.apply(
                    "the id %d at position %d".formatted(token, position),
                    "ids from 0 to %d, as vocabulary says".formatted(kinds() - 1));
        }
        return (int) token;
    }

    /** How many tokens are for testing, the last ones, where no file has any for that. */
    public int forTesting(int tokens) {
        return Math.clamp(Math.round(tokens * testShare), FEWEST_TOKENS, tokens - FEWEST_TOKENS);
    }

    /** How many kinds of tokens there are. */
    public int kinds() {
        return vocabulary == null ? BYTES : vocabulary;
    }
}
