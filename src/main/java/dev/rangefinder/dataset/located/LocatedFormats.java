package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.image.ImageReading;
import dev.rangefinder.dataset.format.numpy.NumpyOptions;
import dev.rangefinder.dataset.format.text.TextOptions;
import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The formats that data sets in place may have. */
public final class LocatedFormats {

    private static final List<String> NAMES =
            List.of(NpyArrays.NAME, ImageDirectory.NAME, TarShards.NAME, TokenFiles.NAME);

    private LocatedFormats() {}

    /**
     * A format as a client wants it.
     *
     * @param options what was said about the files, as text
     * @throws dev.rangefinder.shared.InvalidValuesException if there is no such format, or if it has no such option
     */
    public static LocatedFormat of(String name, Map<String, String> options) {
        return switch (name) {
            case NpyArrays.NAME -> {
                requireKnown(name, options, NumpyOptions.NAMES);
                yield new NpyArrays(NumpyOptions.of(options));
            }
            case ImageDirectory.NAME -> {
                requireKnown(name, options, ImageReading.OPTIONS);
                yield new ImageDirectory(ImageReading.of(options));
            }
            case TarShards.NAME -> {
                requireKnown(name, options, ImageReading.OPTIONS);
                yield new TarShards(ImageReading.of(options));
            }
            case TokenFiles.NAME -> {
                requireKnown(name, options, TextOptions.NAMES);
                yield new TokenFiles(TextOptions.of(options));
            }
            default -> {
                Check.fields()
                        .that(false, "format", name, "one of: " + String.join(", ", NAMES))
                        .orThrow();
                throw new IllegalStateException(name);
            }
        };
    }

    private static void requireKnown(String name, Map<String, String> options, Set<String> known) {
        Check check = Check.fields();
        options.forEach((option, value) -> check.that(
                known.contains(option), option, value, "absent: the format %s has no such field".formatted(name)));
        check.orThrow();
    }
}
