package dev.rangefinder.dataset;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.stream.Stream;

/**
 * The parts of uploads as Tomcat writes them, each a file. Tomcat deletes them when their request is over, but not the
 * one that it could not begin because the disk was full: so whatever is older than every upload that still comes is
 * deleted here, whenever one is over.
 */
final class PartFiles implements ServletRequestListener {

    /** The clock that dates files may be behind ours by one tick of the kernel. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Path directory;
    private final InstantSource clock;
    private final IdentityHashMap<ServletRequest, Instant> uploads = new IdentityHashMap<>();

    PartFiles(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public synchronized void requestInitialized(ServletRequestEvent event) {
        ServletRequest request = event.getServletRequest();
        String type = request.getContentType();
        if (type != null && type.regionMatches(true, 0, "multipart/", 0, "multipart/".length())) {
            uploads.put(request, clock.instant());
        }
    }

    /** Called once a request is over, also one that was answered on another thread. */
    @Override
    public synchronized void requestDestroyed(ServletRequestEvent event) {
        if (uploads.remove(event.getServletRequest()) != null) {
            deleteOlderThan(uploads.values());
        }
    }

    private void deleteOlderThan(Collection<Instant> begun) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (begun.stream().allMatch(begin -> isOlder(file, begin))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException serverEnds) {
            // and its directory is gone with all that was in it
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static boolean isOlder(Path file, Instant begin) {
        return file.toFile().lastModified() < begin.minus(TICK).toEpochMilli();
    }
}
