package dev.rangefinder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.TrainerCommand;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The JVM of trainers, which are started by the hundred: they find their classes in a cache that the environment of the
 * tests names ({@code pom.xml}), beside the engine, where a sandbox lets them read it.
 */
public final class TrainerJvm implements BeforeAllCallback {

    private static final Duration MOST_TO_FILL = Duration.ofMinutes(4);

    @Override
    public void beforeAll(ExtensionContext context) {
        makeQuickToStart();
    }

    static void makeQuickToStart() {
        assertThat(Filled.CACHE).exists();
    }

    /** Made when it is asked for first, and kept for as long as the classes stay as they are. */
    private static final class Filled {

        static final Path CACHE = cache();

        private static Path cache() {
            Path cache = TestedEngine.DIRECTORY.resolve("trainer.aot");
            // a trainer gets the class path of the JVM that starts it
            System.setProperty("java.class.path", PackedClasses.classPathOfTests());
            if (!PackedClasses.isOlderThan(cache)) {
                try {
                    fill(cache);
                } catch (IOException | InterruptedException exception) {
                    throw new IllegalStateException(exception);
                }
            }
            return cache;
        }

        private static void fill(Path cache) throws IOException, InterruptedException {
            Files.createDirectories(TestedEngine.DIRECTORY);
            List<String> command = new ArrayList<>(TrainerCommand.of(TestedEngine.DIRECTORY, MOST_TO_FILL, 256));
            int options = command.indexOf("-cp");
            command.set(options + 1, PackedClasses.classPath());
            command.add(options, "-XX:AOTCacheOutput=" + cache);
            Path log = PackedClasses.DIRECTORY.resolve("trainer.log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(PackedClasses.WHILE_FILLING);
            Process trainer = builder.start();
            try (BufferedWriter orders = trainer.outputWriter()) {
                orders.write(ProtocolLines.write(order()));
                orders.newLine();
                orders.flush();
                assertThat(trainer.waitFor(MOST_TO_FILL.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
            assertThat(cache).as(Files.readString(log)).exists();
        }

        private static Order order() {
            try {
                Path directory = Files.createDirectories(PackedClasses.DIRECTORY.resolve("samples"));
                return new Order(
                        new Workload("noise", new LeNet(), new Sgd(0.9, false, 0), 8, Preprocessing.STANDARDIZE),
                        Samples.noise(directory, new Shape(28, 28, 1), 2, 40),
                        null,
                        new Fixed(0.001),
                        20,
                        1,
                        new Evaluation(10, 10),
                        StopRule.DIVERGED,
                        false,
                        "cpu",
                        1);
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }
    }
}
