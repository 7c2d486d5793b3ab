package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The directory of a data set in place, as it is indexed: regular files alone, and no links, so that nothing outside of it
 * is read.
 *
 * @param location a real path
 */
record Place(Path location) {

    /** The field that problems name. */
    private static final String FIELD = "location";

    /**
     * A regular file.
     *
     * @param path below the location
     */
    record File(String path, BasicFileAttributes attributes) {}

    Optional<File> file(String path) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(location.resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            requireRegular(path, attributes);
            return Optional.of(new File(path, attributes));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    /** All files, at any depth, in the order of their names; hidden ones among them. */
    SortedMap<String, File> all() throws IOException {
        SortedMap<String, File> files = new TreeMap<>();
        Files.walkFileTree(location, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = location.relativize(file).toString();
                requireRegular(path, attributes);
                files.put(path, new File(path, attributes));
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static void requireRegular(String path, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            String what = attributes.isSymbolicLink() ? "a link" : attributes.isDirectory() ? "a directory" : "no file";
            throw invalid("'%s', which is %s".formatted(path, what), "regular files, and no links to any");
        }
    }

    /** A problem with what lies there. */
    static InvalidFileException invalid(String found, String expected) {
        return new InvalidFileException(FIELD, found, expected);
    }

    /** A problem with one of the files. */
    static InvalidFileException invalid(String path, String found, String expected) {
        return invalid("'%s' with %s".formatted(path, found), expected);
    }
}
