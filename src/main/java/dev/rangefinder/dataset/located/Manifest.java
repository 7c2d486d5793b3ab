package dev.rangefinder.dataset.located;

import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the index of a data set in place says of all of its files.
 *
 * @param location below which they lie; a real path, free of links
 * @param options what was said about the files, by which they are read
 * @param blocks the hash of the blocks that stand for their bytes
 */
record Manifest(Path location, String format, Map<String, String> options, String blocks) {

    static final String NAME = "location.json";

    static Manifest of(Path directory) throws IOException {
        return Json.MAPPER.readValue(Files.readAllBytes(directory.resolve(NAME)), Manifest.class);
    }

    byte[] written() {
        return Json.MAPPER.writeValueAsBytes(this);
    }
}
