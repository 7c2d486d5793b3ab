package dev.rangefinder.testing;

import dev.rangefinder.rangetest.FinishedRangeTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/**
 * A whole server on a free port, with real trainers, a fresh database, and a data directory that all tests share. A
 * test has its {@link Api}, its {@link Tables} and {@link FinishedRangeTests} injected.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"rangefinder.sample.enabled=false", "rangefinder.run.retry-pause=100ms"})
@ContextConfiguration(initializers = {TestDatabase.class, ServerTest.SharedData.class})
@Import({ServerTest.Fixture.class, FinishedRangeTests.class})
@ProcessTest
public @interface ServerTest {

    /**
     * What a test asks its server with; no configuration that a scan finds, so that servers of other tests have none of
     * it.
     */
    class Fixture {

        /** Made for each test, since a server that was stopped between two tests may come back on another port. */
        @Bean
        @Lazy
        @Scope(BeanDefinition.SCOPE_PROTOTYPE)
        Api api(Environment environment) {
            return new Api(environment.getRequiredProperty("local.server.port", Integer.class));
        }

        @Bean
        Tables tables(JdbcClient jdbc) {
            return new Tables(jdbc);
        }
    }

    /** Shared, so that the engine is unpacked and the built-in data sets are made once. */
    class SharedData implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        private static final Path DIRECTORY = Path.of("target", "test-data").toAbsolutePath();

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            try {
                Files.createDirectories(DIRECTORY);
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "test-data", Map.of("rangefinder.data.directory", DIRECTORY.toString())));
        }
    }
}
