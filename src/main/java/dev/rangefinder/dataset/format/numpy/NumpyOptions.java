package dev.rangefinder.dataset.format.numpy;

import dev.rangefinder.dataset.format.file.Options;
import dev.rangefinder.dataset.samples.Task;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What arrays do not say of themselves.
 *
 * @param dataFormat where the channels of images stand; the shape tells, if absent
 * @param task what is learned of the labels; their type tells, if absent
 * @param testShare of the samples, drawn by the seed for testing, where there are no arrays for that
 */
public record NumpyOptions(
        @Nullable DataFormat dataFormat, @Nullable Task task, double testShare, long seed) {

    private static final String DATA_FORMAT = "data_format";

    public static final Set<String> NAMES = Options.names(DATA_FORMAT, Options.TASK);

    public static final NumpyOptions DEFAULT = of(Map.of());

    public NumpyOptions {
        Options.shareChecked(testShare).orThrow();
    }

    public static NumpyOptions of(Map<String, String> given) {
        Options options = new Options(given);
        DataFormat dataFormat =
                options.read(DATA_FORMAT, DataFormat.NAMES, DataFormat::named).orElse(null);
        Task task = options.task().orElse(null);
        double testShare = options.testShare();
        long seed = options.seed();
        options.orThrow();
        return new NumpyOptions(dataFormat, task, testShare, seed);
    }

    /** As they were said, or would be. */
    public Map<String, String> said() {
        Map<String, String> said = new TreeMap<>();
        said.put(Options.TEST_SHARE, Double.toString(testShare));
        said.put(Options.SEED, Long.toString(seed));
        if (dataFormat != null) {
            said.put(DATA_FORMAT, dataFormat.label());
        }
        if (task != null) {
            said.put(Options.TASK, task.name().toLowerCase(Locale.ROOT));
        }
        return said;
    }
}
