package dev.rangefinder.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.testing.SeparateProcessTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real PostgreSQL in a directory of its own, started and stopped for real. */
@SeparateProcessTest
class EmbeddedDatabaseTests {

    /** Shared, so that the programs are unpacked once. */
    @TempDir
    private static Path directory;

    private static List<String> answers(EmbeddedDatabase database, String... statements) throws SQLException {
        try (Connection connection = connect(database, database.password());
                Statement statement = connection.createStatement()) {
            List<String> answers = new ArrayList<>();
            for (String sql : statements) {
                if (statement.execute(sql)) {
                    try (ResultSet rows = statement.getResultSet()) {
                        while (rows.next()) {
                            answers.add(rows.getString(1));
                        }
                    }
                }
            }
            return answers;
        }
    }

    @Test
    void dataSurviveAStopAndAStart() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            answers(database, "create table kept (value text)", "insert into kept values ('a value')");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThat(answers(database, "select value from kept")).containsExactly("a value");
        }
    }

    @Test
    void whatIsCommittedIsOnDiskAndOnlyThisMachineIsListenedTo() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThat(answers(database, "show fsync", "show synchronous_commit", "show full_page_writes"))
                    .containsExactly("on", "on", "on");
            assertThat(answers(database, "show listen_addresses")).containsExactly("localhost");
        }
    }

    @Test
    void aSecondStartInTheSameDirectoryIsRefusedAndTheFirstGoesOn() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(directory))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(directory.toString());
            assertThat(answers(database, "select 'alive'")).containsExactly("alive");
        }
    }

    @Test
    void aPostmasterThatWasLeftOverIsStoppedInOrder() throws Exception {
        Path cluster = directory.resolve("postgres");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            ProcessHandle postmaster = postmaster(cluster);
            LeftoverPostmaster.stop(cluster);
            Awaitility.await().until(() -> !postmaster.isAlive());
            assertThat(cluster.resolve("postmaster.pid")).doesNotExist();
            assertThatThrownBy(() -> answers(database, "select 1")).isInstanceOf(SQLException.class);
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThat(answers(database, "select 'alive'")).containsExactly("alive");
        }
    }

    private static ProcessHandle postmaster(Path cluster) throws IOException {
        String pid = Files.readAllLines(cluster.resolve("postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Test
    void noClientIsLetInWithoutThePasswordThatOnlyItsUserCanRead() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            for (String wrong : List.of("", "postgres", database.password() + "x")) {
                assertThatThrownBy(() -> connect(database, wrong)).isInstanceOf(SQLException.class);
            }
            connect(database, database.password()).close();
            assertThat(answers(database, "select distinct auth_method from pg_hba_file_rules"))
                    .containsExactly("scram-sha-256");
            assertThat(modeOf(directory.resolve("pgpass"))).isEqualTo("rw-------");
            try (Stream<Path> files = Files.walk(directory)) {
                assertThat(files.filter(file -> file.toString().contains("/programs"))
                                .filter(file -> !Files.isSymbolicLink(file))
                                .map(EmbeddedDatabaseTests::modeOf))
                        .allMatch(mode -> mode.endsWith("------"));
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    /** As versions before left it, and as one is whose password was lost. */
    @ParameterizedTest
    @ValueSource(strings = {"trust", "scram-sha-256"})
    void aDirectoryWithoutAPasswordIsBroughtOver(String method) throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            answers(database, "create table before_%s (value text)".formatted(method.substring(0, 5)));
        }
        Files.delete(directory.resolve("pgpass"));
        Files.writeString(
                directory.resolve("postgres/pg_hba.conf"), "host\tall  all 127.0.0.1/32   %s\n".formatted(method));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThat(answers(database, "select count(*) from before_" + method.substring(0, 5)))
                    .containsExactly("0");
            assertThatThrownBy(() -> connect(database, "postgres")).isInstanceOf(SQLException.class);
        }
    }

    private static Connection connect(EmbeddedDatabase database, String password) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), EmbeddedDatabase.USER, password);
    }

    private static String modeOf(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @Test
    void aStartThatFailsLetsGoOfTheDirectory() throws Exception {
        Path failing = Files.createDirectory(directory.resolve("failing"));
        Path inTheWay = Files.writeString(failing.resolve("postgres"), "no directory");
        assertThatThrownBy(() -> EmbeddedDatabase.start(failing)).isNotInstanceOf(DirectoryInUseException.class);
        Files.delete(inTheWay);
        try (EmbeddedDatabase database = EmbeddedDatabase.start(failing)) {
            assertThat(answers(database, "select 'alive'")).containsExactly("alive");
        }
    }
}
