package dev.rangefinder.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Makes the data directory, tries to write there, asks for room, and keeps others out, before any other bean is given it. */
@Component
class WritableDataDirectory implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof DataDirectory data) {
            tryToWrite(data.directory());
        }
        return bean;
    }

    private static final String ENGINE = "engine";

    /** Measured: 537 MB after the first trainer; and something to train on. */
    private static final DataSize AT_FIRST = DataSize.ofMegabytes(640);

    /** PostgreSQL alone writes ahead in files of 16 MB. */
    private static final DataSize DAILY = DataSize.ofMegabytes(64);

    /** What older versions left readable for all. */
    private static final String[] NAMES = {
        "datasets", ENGINE, "models", "pgpass", "postgres", "programs", "server.lock", "tmp"
    };

    /** By a file: whether it is allowed is not all that decides, a file system may be mounted for reading only. */
    private static void tryToWrite(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "writable", ".tmp"));
            PrivateFiles.keepIn(directory, NAMES);
            requireRoom(
                    directory, DataSize.ofBytes(Files.getFileStore(directory).getUsableSpace()));
        } catch (IOException exception) {
            throw new UnwritableDirectoryException(directory, exception);
        }
    }

    static void requireRoom(Path directory, DataSize free) {
        DataSize needed = Files.exists(directory.resolve(ENGINE)) ? DAILY : AT_FIRST;
        if (free.compareTo(needed) < 0) {
            throw new FullDirectoryException(directory, free, needed);
        }
    }
}
