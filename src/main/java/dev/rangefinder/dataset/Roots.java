package dev.rangefinder.dataset;

import dev.rangefinder.dataset.located.ChangedFileException;
import dev.rangefinder.dataset.located.LocatedData;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;

/** The directories below which data sets in place may lie; nothing outside of them is looked at. */
@Component
class Roots {

    private static final String FIELD = "location";

    /** The same whether it is outside or not there: what exists outside is not told. */
    private static final String EXPECTED =
            "a directory that is there, below one of those that rangefinder.datasets.roots allows";

    private final List<Path> roots;

    Roots(DataSetSettings settings) {
        this.roots = settings.roots();
    }

    /**
     * Where a location really is.
     *
     * @return a path free of links
     * @throws InvalidValuesException if it is not a directory below a root, or leads out of it by a link
     */
    Path resolve(String location) {
        if (roots.isEmpty()) {
            throw invalid(location, "absent: this server's setting rangefinder.datasets.roots allows no directory");
        }
        Path path;
        try {
            path = Path.of(location);
        } catch (InvalidPathException unreadable) {
            throw invalid(location, EXPECTED);
        }
        if (!path.isAbsolute() || !path.equals(path.normalize())) {
            throw invalid(location, "an absolute path without '.' and '..'");
        }
        if (roots.stream().noneMatch(path::startsWith)) {
            throw invalid(location, EXPECTED);
        }
        try {
            Path real = path.toRealPath();
            if (!isAllowed(real) || !Files.isDirectory(real)) {
                throw invalid(location, EXPECTED);
            }
            return real;
        } catch (IOException missing) {
            throw invalid(location, EXPECTED);
        }
    }

    /**
     * Makes sure that a data set in place may still be read, and is what was registered.
     *
     * @param index its directory
     * @throws ChangedFileException if it is not
     */
    void requireUnchanged(Path location, Path index) {
        requireAllowed(location);
        try {
            LocatedData.requireUnchanged(index);
        } catch (IOException unreadable) {
            throw ChangedFileException.unreadable(unreadable);
        }
    }

    /**
     * Makes sure that a data set in place may still be read.
     *
     * @throws ChangedFileException if it lies below no root any more
     */
    void requireAllowed(Path location) {
        if (!isAllowed(location)) {
            throw ChangedFileException.ofLocation();
        }
    }

    /** Whether a real path is below a root, as the settings and links are now. */
    private boolean isAllowed(Path real) {
        return roots.stream().anyMatch(root -> {
            try {
                return real.startsWith(root.toRealPath());
            } catch (IOException missing) {
                return false;
            }
        });
    }

    private static InvalidValuesException invalid(String location, String expected) {
        return new InvalidValuesException(List.of(new Violation(FIELD, location, expected)));
    }
}
