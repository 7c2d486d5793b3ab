package dev.rangefinder.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/** Makes the data directory, tries to write there, and keeps others out, before any other bean is given it. */
@Component
class WritableDataDirectory implements BeanPostProcessor {

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof DataDirectory data) {
            tryToWrite(data.directory());
        }
        return bean;
    }

    /** What older versions left readable for all. */
    private static final String[] NAMES = {
        "datasets", "engine", "models", "pgpass", "postgres", "programs", "server.lock", "tmp"
    };

    /** By a file: whether it is allowed is not all that decides, a file system may be mounted for reading only. */
    private static void tryToWrite(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "writable", ".tmp"));
            PrivateFiles.keepIn(directory, NAMES);
        } catch (IOException exception) {
            throw new UnwritableDirectoryException(directory, exception);
        }
    }
}
