package dev.rangefinder.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Against a real PostgreSQL, which is late, asks for a password, or never comes. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseStartTests {

    @TempDir
    private Path directory;

    private record Details(String getJdbcUrl, String getUsername, String getPassword) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return getJdbcUrl;
        }

        @Override
        public String getUsername() {
            return getUsername;
        }

        @Override
        public String getPassword() {
            return getPassword;
        }
    }

    private static DatabaseStart start(String url, String user, String password, Duration limit) {
        return new DatabaseStart(new Details(url, user, password), new DatabaseSettings(limit));
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(port, database);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static @Nullable FailureAnalysis analysis(Throwable failure) {
        return new DatabaseNotReadyException.Analyzer().analyze(failure);
    }

    @Test
    void aDatabaseThatIsLateIsWaitedForAndTheLogSaysSo(CapturedOutput output) throws Exception {
        int port = freePort();
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> start(url(port, "postgres"), "postgres", "", Duration.ofMinutes(4))
                        .awaitDatabase());
        Awaitility.await()
                .until(() -> output.getOut().contains("Waiting for the database at " + url(port, "postgres")));
        assertThat(waiting).isNotDone();
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory)
                .setPGStartupWait(Duration.ofMinutes(2))
                .start()) {
            assertThat(database.getPort()).isEqualTo(port);
            assertThatCode(waiting::join).doesNotThrowAnyException();
        }
    }

    @Test
    void aRefusedPasswordAndAMissingDatabaseAreSaidAtOnceWithWhatToDo() throws Exception {
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                        .setDataDirectory(directory)
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
                Connection connection = DriverManager.getConnection(database.getJdbcUrl("postgres", "postgres"));
                Statement statement = connection.createStatement()) {
            Duration patience = Duration.ofHours(1);
            assertThatThrownBy(() -> start(url(database.getPort(), "nowhere"), "postgres", "", patience)
                            .awaitDatabase())
                    .hasMessageContaining("nowhere")
                    .satisfies(
                            failure -> assertThat(analysis(failure).getAction()).contains("create database"));
            statement.execute("alter role postgres password 'of the first start'");
            Files.writeString(directory.resolve("pg_hba.conf"), "host all all all scram-sha-256\n");
            statement.execute("select pg_reload_conf()");
            assertThatThrownBy(() -> {
                        // the postmaster reads its file a moment later
                        while (true) {
                            start(url(database.getPort(), "postgres"), "postgres", "another", patience)
                                    .awaitDatabase();
                        }
                    })
                    .hasMessageContaining("password")
                    .satisfies(failure -> assertThat(analysis(failure).getAction())
                            .contains("SPRING_DATASOURCE_PASSWORD")
                            .contains("older volume"));
        }
    }

    @Test
    void oneThatDoesNotComeWithinTheLimitIsSaidWithoutWhatTheAddressHides() throws Exception {
        String url = url(freePort(), "postgres");
        assertThatThrownBy(() -> start(url + "?password=secret", "postgres", "", Duration.ZERO)
                        .awaitDatabase())
                .isInstanceOf(DatabaseNotReadyException.class)
                .hasMessageContaining(url)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("secret"))
                .satisfies(failure -> assertThat(analysis(failure).getAction())
                        .contains("spring.datasource.url")
                        .contains("rangefinder.database.start-limit"));
    }
}
