package dev.rangefinder.dataset.web;

import dev.rangefinder.dataset.located.LocatedFormat;
import dev.rangefinder.dataset.located.LocatedFormats;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.web.request.FormFields;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data set that is to stay where it lies.
 *
 * @param location the directory, as an absolute path
 */
record NewLocatedDataSet(
        String name,
        String location,
        String format,
        @Nullable Integer height,
        @Nullable Integer width,
        @Nullable Integer channels,
        @Nullable String background,
        @Nullable Double testShare,
        @Nullable Long seed,
        @Nullable String dataFormat,
        @Nullable String task,
        @Nullable Integer vocabulary,
        @Nullable String dtype) {

    NewLocatedDataSet {
        Check.fields()
                .that(name != null && FormFields.NAME.matcher(name).matches(), "name", name, FormFields.NAME.pattern())
                .present("location", location)
                .present("format", format)
                .orThrow();
    }

    /** The format, with what is said about the files. */
    LocatedFormat wanted() {
        Map<String, String> options = new LinkedHashMap<>();
        put(options, "height", height);
        put(options, "width", width);
        put(options, "channels", channels);
        put(options, "background", background);
        put(options, "test_share", testShare);
        put(options, "seed", seed);
        put(options, "data_format", dataFormat);
        put(options, "task", task);
        put(options, "vocabulary", vocabulary);
        put(options, "dtype", dtype);
        return LocatedFormats.of(format, options);
    }

    private static void put(Map<String, String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }
}
