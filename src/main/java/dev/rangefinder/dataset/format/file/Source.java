package dev.rangefinder.dataset.format.file;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be read from their beginning. */
@FunctionalInterface
public interface Source {

    InputStream open() throws IOException;
}
