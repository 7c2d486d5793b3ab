package dev.rangefinder.dataset.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A form in which people have their data. To add one: permit it here, and put it into {@link #ALL}. */
public sealed interface Format permits Idx {

    List<Format> ALL = List.of(new Idx());

    /** As it is called in the API. */
    String name();

    /** The files that make up a data set, by the names of their parts in the upload; all are needed. */
    List<String> parts();

    /**
     * Checks the files completely and writes them in the form that trainers read.
     *
     * @param files one for each of the {@link #parts()}
     * @return what was written
     * @throws InvalidFileException if a file is not what its format says
     */
    Layout convert(Map<String, Source> files, CanonicalWriter writer, Limits limits) throws IOException;

    static Optional<Format> named(String name) {
        return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
    }

    /** Bytes that can be read from their beginning. */
    @FunctionalInterface
    interface Source {

        InputStream open() throws IOException;
    }
}
