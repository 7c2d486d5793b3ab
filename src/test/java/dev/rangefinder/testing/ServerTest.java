package dev.rangefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

/** A whole server on a free port, with real trainers, a fresh database, and a data directory that all tests share. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"rangefinder.sample.enabled=false", "rangefinder.run.retry-pause=100ms"})
@ContextConfiguration(initializers = {TestDatabase.class, ServerTest.SharedData.class})
public @interface ServerTest {

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
