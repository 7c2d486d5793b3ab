package dev.rangefinder.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A fresh database for every Spring context, on one real PostgreSQL a JVM: a container where Docker is, else embedded.
 */
public class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Logger LOG = LoggerFactory.getLogger(TestDatabase.class);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final Queue<ConfigurableApplicationContext> CONTEXTS = new ConcurrentLinkedQueue<>();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        CONTEXTS.add(context);
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test-database", Map.copyOf(fresh().properties())));
    }

    /** Closes all contexts that have had a database. */
    static void closeServers() {
        CONTEXTS.parallelStream().forEach(ConfigurableApplicationContext::close);
    }

    /** Where a database is, and as whom. */
    public record Location(String url, String user, String password) {

        /** Another database of the same server. */
        private Location of(String name) {
            return new Location(url.replaceFirst("/[^/?]+(\\?.*)?$", "/" + name), user, password);
        }

        public Map<String, String> properties() {
            return Map.of(
                    "spring.datasource.url", url,
                    "spring.datasource.username", user,
                    "spring.datasource.password", password);
        }

        /** Likewise, as a server's command line says it. */
        public List<String> arguments() {
            return properties().entrySet().stream()
                    .map(setting -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
                    .toList();
        }
    }

    /** A database with all tables, which is a copy of one that was migrated: a server finds nothing left to migrate. */
    public static Location fresh() {
        String name = "test_" + COUNT.incrementAndGet();
        execute("create database %s template %s".formatted(name, Server.TEMPLATE));
        return Server.LOCATION.of(name);
    }

    private static void execute(String sql) {
        Location server = Server.LOCATION;
        try (Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException exception) {
            throw new IllegalStateException(exception);
        }
    }

    /** Whether the server is Docker's; for a test's {@code @EnabledIf}. */
    public static boolean isInAContainer() {
        return Server.inAContainer;
    }

    /** Started when the first test asks for it. */
    private static final class Server {

        static final String IMAGE = "postgres:17-alpine";

        private static final String CONSEQUENCE =
                "tests that need it are skipped, the others run on an embedded PostgreSQL";

        static boolean inAContainer;

        static final Location LOCATION = start();

        static final String TEMPLATE = migrated();

        private static Location start() {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                LOG.info("Docker is not available: {}", CONSEQUENCE);
                return embedded();
            }
            try {
                return container();
            } catch (ContainerFetchException exception) {
                LOG.info("The image {} is neither in Docker nor can it be pulled: {}", IMAGE, CONSEQUENCE);
                return embedded();
            }
        }

        private static String migrated() {
            String name = "migrated";
            execute("create database " + name);
            Location database = LOCATION.of(name);
            Flyway.configure()
                    .dataSource(database.url(), database.user(), database.password())
                    .load()
                    .migrate();
            return name;
        }

        @SuppressWarnings("resource") // ended by Testcontainers when the JVM ends
        private static Location container() {
            PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
            container.start();
            inAContainer = true;
            return new Location(container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }

        @SuppressWarnings("resource") // ended by its own shutdown hook when the JVM ends
        private static Location embedded() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
                return new Location(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }
    }
}
