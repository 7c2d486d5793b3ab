package dev.rangefinder.lane.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.rangefinder.lane.catalogue.LaneSettings;
import dev.rangefinder.lane.gpu.SlotDevice;
import dev.rangefinder.run.Attempt;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class TrainerLauncherTests {

    private static final List<String> TRAINER = List.of("java", "trainer");

    private final UUID run = UUID.randomUUID();

    @TempDir
    private Path directory;

    private static TrainerLauncher launcher(List<String> trainer, Map<String, String> settings) {
        return new TrainerLauncher(
                new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("lane", LaneSettings.class),
                trainer,
                trainer);
    }

    @Test
    void theCommandStandsInFrontOfTheTrainerAndNamesTheAttempt() {
        TrainerLauncher launcher =
                launcher(TRAINER, Map.of("lane.command", "srun,--job-name={run}-{attempt},--comment={run}"));
        assertThat(launcher.commandFor(new Attempt(run, 3)))
                .containsExactly("srun", "--job-name=" + run + "-3", "--comment=" + run, "java", "trainer");
    }

    @Test
    void aTrainerIsStartedAheadOnThisMachineAloneAndUnlessToldOtherwise() {
        assertThat(launcher(TRAINER, Map.of()).isAhead()).isTrue();
        assertThat(launcher(TRAINER, Map.of("lane.start-ahead", "false")).isAhead())
                .isFalse();
        assertThat(launcher(TRAINER, Map.of("lane.command", "srun")).isAhead()).isFalse();
    }

    /** There it limits the trainer alone; by its whole path, since a cluster may hand no search path on. */
    @Test
    void theMemoryLimitIsSetBehindTheCommand() {
        TrainerLauncher launcher = launcher(TRAINER, Map.of("lane.command", "srun", "lane.max-memory", "1GB"));
        assertThat(launcher.commandFor(new Attempt(run, 1)))
                .startsWith("srun", "/bin/sh", "-c")
                .endsWith("1048576", "java", "trainer");
    }

    @Test
    void anAttemptBeginsWithTheEndOfTheOneBefore() throws Exception {
        TrainerLauncher launcher = launcher(
                List.of(),
                Map.of("lane.command", "true", "lane.end-command", "touch," + directory + "/{run}-{attempt}"));
        launcher.of(new Attempt(run, 1), SlotDevice.CPU).close();
        assertThat(directory).isEmptyDirectory();
        launcher.of(new Attempt(run, 2), SlotDevice.CPU).close();
        assertThat(directory.resolve(run + "-1")).exists();
    }

    @Test
    void anEndCommandThatCannotBeRunDoesNotKeepTheNextAttempt() {
        TrainerLauncher launcher =
                launcher(List.of(), Map.of("lane.command", "true", "lane.end-command", "no-such-program"));
        assertThatNoException()
                .isThrownBy(
                        () -> launcher.of(new Attempt(run, 2), SlotDevice.CPU).close());
    }

    /**
     * It does not read while it waits: the pipe would be full after 2000 of them, and the lane's clock would stand
     * still.
     */
    @Test
    void aLauncherThatHasSaidNothingIsNotFilledWithSignsOfLife() throws Exception {
        try (TrainerProcess waiting =
                TrainerProcess.start(List.of("sleep", "600"), Map.of(), DataSize.ofMegabytes(1), () -> {})) {
            CompletableFuture<Void> beats = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 10_000; i++) {
                    waiting.beat();
                }
            });
            assertThatNoException().isThrownBy(() -> beats.get(60, TimeUnit.SECONDS));
        }
    }
}
