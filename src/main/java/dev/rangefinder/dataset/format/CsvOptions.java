package dev.rangefinder.dataset.format;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a table does not say of itself.
 *
 * @param label the column that is to be learned: its name, or where there is no header its number, from 0; the last if
 *     absent
 * @param header whether the first row has the names of the columns
 * @param testShare of the rows, drawn by the seed for testing, where no file has rows for that
 */
record CsvOptions(@Nullable String label, boolean header, double testShare, long seed) {

    static final Set<String> NAMES = Options.names("label", "header");

    static final CsvOptions DEFAULT = of(Map.of());

    CsvOptions {
        Options.shareChecked(testShare).orThrow();
    }

    static CsvOptions of(Map<String, String> given) {
        Options options = new Options(given);
        String label = options.text("label");
        boolean header = options.bool("header", true);
        double testShare = options.testShare();
        long seed = options.seed();
        options.orThrow();
        return new CsvOptions(label, header, testShare, seed);
    }
}
