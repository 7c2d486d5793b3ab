package dev.rangefinder.lane.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.access.Role;
import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what the server that answers stands on. */
@RestController
class ServerController {

    private final DataDirectory data;
    private final JdbcTemplate jdbc;
    private final @Nullable String version;

    /** The version is that of the jar: classes that run without one have none. */
    ServerController(
            DataDirectory data,
            JdbcTemplate jdbc,
            @Value("${spring.application.version:#{null}}") @Nullable String version) {
        this.data = data;
        this.jdbc = jdbc;
        this.version = version;
    }

    /**
     * Facts of one server.
     *
     * @param dataDirectory where its files are, which only an administrator needs to know
     * @param diskFreeBytes of the disk that they are on: what the service may still use
     */
    record ServerFacts(
            @Nullable String version,
            String runtime,
            String database,
            @Nullable String dataDirectory,
            long diskFreeBytes,
            long diskBytes) {}

    @GetMapping("/v1/server")
    ResponseEntity<ServerFacts> get(Caller caller) {
        try {
            FileStore disk = Files.getFileStore(data.directory());
            return ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    .body(new ServerFacts(
                            version,
                            "Java " + Runtime.version(),
                            Objects.requireNonNull(jdbc.execute(ServerController::product)),
                            caller.role().includes(Role.ADMIN)
                                    ? data.directory().toString()
                                    : null,
                            disk.getUsableSpace(),
                            disk.getTotalSpace()));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static String product(Connection connection) throws SQLException {
        DatabaseMetaData facts = connection.getMetaData();
        return facts.getDatabaseProductName() + " " + facts.getDatabaseProductVersion();
    }
}
