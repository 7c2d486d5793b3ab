package dev.rangefinder.faults;

import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the servers of a campaign are started.
 *
 * @param logs where each leaves its log
 * @param java options of their JVMs
 */
record ServerLauncher(Path logs, List<String> java, List<String> settings, TestDatabase.Location database) {

    /** Shared with the other tests, so that the engine is unpacked and the built-in data sets are made once. */
    static final Path DATA = Path.of("target", "test-data").toAbsolutePath();

    /** Starts a server whose sessions the database knows by its name. */
    ServerProcess start(String name) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(
                "--spring.datasource.url=%s?ApplicationName=%s".formatted(database.url(), name),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--rangefinder.data.directory=" + DATA));
        return ServerProcess.start(logs, java, all);
    }
}
