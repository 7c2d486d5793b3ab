package dev.rangefinder.shared;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this server keeps its files. Servers and trainers that share runs share it too, under the same path.
 *
 * @param directory made when it does not exist
 */
@ConfigurationProperties("rangefinder.data")
public record DataDirectory(@DefaultValue("./data") Path directory) {

    public DataDirectory {
        directory = directory.toAbsolutePath().normalize();
    }

    public Path resolve(String name) {
        return directory.resolve(name);
    }
}
