package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.Part;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A form in which people have their data. To add one: permit it here, and put it into {@link Formats#ALL}. */
public sealed interface Format permits Idx, Cifar, Csv, ImageFolder, Numpy, Text {

    /** As it is called in the API. */
    String name();

    /** The files that make up a data set. */
    List<Part> parts();

    /** The names of what can be said about the files, beside them. */
    default Set<String> options() {
        return Set.of();
    }

    /**
     * The format as a client wants it.
     *
     * @param options values by name, all of them among {@link #options()}
     * @throws dev.rangefinder.shared.InvalidValuesException if one of them is not what it may be
     */
    default Format with(Map<String, String> options) {
        return this;
    }

    /**
     * Checks the files completely and writes them in the form that trainers read.
     *
     * @param files for each of the {@link #parts()} as many as it may have
     * @return what was written, and what its owner should know of it
     * @throws InvalidFileException if a file is not what its format says
     */
    Converted convert(Map<String, List<Source>> files, CanonicalWriter writer, SizeLimits limits) throws IOException;
}
