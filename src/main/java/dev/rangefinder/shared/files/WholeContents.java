package dev.rangefinder.shared.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which contents were found to be what their hash says. Each is read whole once, and again when its files have changed
 * since: that costs a second for a gigabyte, before trainers map the files.
 */
final class WholeContents {

    private final Map<String, List<Stamp>> found = new ConcurrentHashMap<>();

    /** What a file shows of itself without being read. */
    private record Stamp(Path file, long bytes, Object changedAt, Object key) {}

    boolean isWhole(Path directory, String contentHash, Contents.Hashing hashing) {
        try {
            List<Stamp> present = stamps(directory);
            if (present.equals(found.get(contentHash))) {
                return true;
            }
            if (!hashing.of(directory).equals(contentHash)) {
                return false;
            }
            found.put(contentHash, present);
            return true;
        } catch (NoSuchFileException missing) {
            return false;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static List<Stamp> stamps(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().map(WholeContents::stamp).toList();
        } catch (UncheckedIOException exception) {
            throw exception.getCause();
        }
    }

    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(file, now.size(), now.lastModifiedTime(), Objects.requireNonNullElse(now.fileKey(), file));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
