package dev.rangefinder.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/** Waits for a PostgreSQL that is still starting, and says so, before the first migration is sent to it. */
@Component
class DatabaseStart implements FlywayMigrationStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);

    /** Seldom enough for a log, soon enough for a start. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /** A port that is published before its program listens takes a connection and says nothing. */
    private static final String LOGIN_LIMIT_SECONDS = "10";

    /** Of what a user is told while nothing changes. */
    private static final Duration SAY_EVERY = Duration.ofSeconds(10);

    /**
     * States that pass by themselves: no connection (08), starting or stopping (57P), too many connections (53300). A
     * refused password or a database that is not there does not.
     */
    private static final Set<String> PASSING = Set.of("08", "57P", "533");

    private final JdbcConnectionDetails connection;
    private final DatabaseSettings settings;

    DatabaseStart(JdbcConnectionDetails connection, DatabaseSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    @Override
    public void migrate(Flyway flyway) {
        awaitDatabase();
        flyway.migrate();
    }

    /**
     * Returns when the database takes connections.
     *
     * @throws DatabaseNotReadyException if it refuses them for good, or for longer than the start limit
     */
    void awaitDatabase() {
        long began = System.nanoTime();
        Duration nextWord = Duration.ZERO;
        while (true) {
            try {
                connect().close();
                return;
            } catch (SQLException exception) {
                Duration waited = Duration.ofNanos(System.nanoTime() - began);
                if (!passes(exception) || waited.compareTo(settings.startLimit()) > 0) {
                    throw new DatabaseNotReadyException(connection.getJdbcUrl(), exception);
                }
                if (waited.compareTo(nextWord) >= 0) {
                    nextWord = waited.plus(SAY_EVERY);
                    LOG.info(
                            "Waiting for the database at {}, for {} s so far and at most {} s: {}",
                            DatabaseNotReadyException.withoutParameters(connection.getJdbcUrl()),
                            waited.toSeconds(),
                            settings.startLimit().toSeconds(),
                            exception.getMessage());
                }
                pause();
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.put("loginTimeout", LOGIN_LIMIT_SECONDS);
        Optional.ofNullable(connection.getUsername()).ifPresent(user -> properties.put("user", user));
        Optional.ofNullable(connection.getPassword()).ifPresent(password -> properties.put("password", password));
        return DriverManager.getConnection(connection.getJdbcUrl(), properties);
    }

    private static boolean passes(SQLException exception) {
        String state = String.valueOf(exception.getSQLState());
        return PASSING.stream().anyMatch(state::startsWith);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", exception);
        }
    }
}
