package dev.rangefinder.shared;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server keeps is for its own user: others of the machine neither read it nor change it. */
public final class PrivateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);

    private static final Set<PosixFilePermission> OWNERS = Set.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE);

    /** The rights that new files do not get: all of the group's and of others. */
    private static final int RIGHTS_OF_OTHERS = 0077;

    private PrivateFiles() {}

    /** Whatever this process, and what it starts, makes from now on is its user's alone. */
    @SuppressWarnings("restricted") // the manifest of the jar allows native access
    public static void fromNowOn() {
        Linker linker = Linker.nativeLinker();
        try {
            int ignored = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("umask"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(RIGHTS_OF_OTHERS);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Takes all rights of others away, from a directory and from what lies below these names in it. It is no error if
     * that cannot be: a volume may be another user's, or know no rights.
     */
    public static void keepIn(Path directory, String... names) throws IOException {
        if (!keep(directory)) {
            LOG.warn("Others of this machine may see the names in {}: it is another user's", directory);
        }
        for (String name : names) {
            if (Files.exists(directory.resolve(name))) {
                keepAll(directory.resolve(name));
            }
        }
    }

    private static void keepAll(Path top) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                boolean ignored = keep(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean ignored = attributes.isSymbolicLink() || keep(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // files for the moment come and go, another server's too
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean keep(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return true;
        }
        try {
            Set<PosixFilePermission> present = view.readAttributes().permissions();
            Set<PosixFilePermission> kept =
                    OWNERS.stream().filter(present::contains).collect(Collectors.toUnmodifiableSet());
            if (!kept.equals(present)) {
                view.setPermissions(kept);
            }
            return true;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (FileSystemException anothers) {
            return false;
        }
    }
}
