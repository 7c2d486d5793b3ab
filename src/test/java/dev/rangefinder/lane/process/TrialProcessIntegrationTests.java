package dev.rangefinder.lane.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.model.InvalidModuleException;
import dev.rangefinder.model.ModelSettings;
import dev.rangefinder.model.ModelSettings.Confinement;
import dev.rangefinder.model.NoConfinementException;
import dev.rangefinder.model.TrialsBusyException;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.testing.TorchScripts;
import dev.rangefinder.trainer.djl.engine.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/**
 * Trials with limits that no server has, and a machine on which none can be; what else is refused,
 * {@code ModelsIntegrationTests} sees over HTTP.
 */
@SeparateProcessTest
@EnabledIf(
        value = "dev.rangefinder.testing.ConfiningMachine#isThisOne",
        disabledReason = "this machine cannot confine an uploaded model")
class TrialProcessIntegrationTests {

    private static final Path DATA = Path.of("target", "test-data");
    private static final Shape INPUT = new Shape(28, 28, 1);
    private static final int CLASSES = 10;

    @TempDir
    private static Path modules;

    private static @Nullable Path endless;
    private static @Nullable Path sound;

    @BeforeAll
    static void exportModules() throws IOException, InterruptedException {
        Optional<Python> python = Python.with("torch");
        assumeTrue(python.isPresent(), "skipped: no python3 of this machine has torch");
        Engines.load(DATA.resolve("engine")); // unpacked by now, which no trial has the time for
        try (TorchScripts torch = new TorchScripts(python.orElseThrow(), modules)) {
            endless = Files.write(modules.resolve("endless.pt"), torch.file(TorchScripts.around("""
                    while x.size(0) > 0:
                        x = x + 1
                    return self.out(x.flatten(1))""")));
            sound = Files.write(
                    modules.resolve("sound.pt"), torch.file(TorchScripts.around("return self.out(x.flatten(1))")));
        }
    }

    private static TrialProcess trials(Duration limit, int atOnce) {
        return trials(DATA, limit, atOnce);
    }

    private static TrialProcess trials(Path data, Duration limit, int atOnce) {
        return new TrialProcess(
                new DataDirectory(data),
                new ModelSettings(limit, DataSize.ofGigabytes(2), atOnce, Confinement.REQUIRED));
    }

    @Test
    void aTrialThatDoesNotEndIsEnded() {
        TrialProcess trials = trials(Duration.ofSeconds(5), 1);
        try {
            assertThatExceptionOfType(InvalidModuleException.class)
                    .isThrownBy(() -> trials.parametersOf(endless, INPUT, Reads.VALUES, CLASSES))
                    .satisfies(refused -> assertThat(refused.found()).contains("takes more than 5 s"));
            awaitNoTrial();
        } finally {
            trials.close();
        }
    }

    /** As on a machine that has other things to do. */
    @Test
    void aTrialThatHardlyRunsSaysNothingAboutItsModule() throws IOException, InterruptedException {
        TrialProcess trials = trials(Duration.ofSeconds(20), 1);
        try (ExecutorService clients = Executors.newSingleThreadExecutor()) {
            Future<Long> tried = clients.submit(() -> trials.parametersOf(endless, INPUT, Reads.VALUES, CLASSES));
            ProcessHandle trial = Awaitility.await()
                    .until(TrialProcessIntegrationTests::endlessTrial, Optional::isPresent)
                    .orElseThrow();
            assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(trial.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(tried::get)
                    .withCauseInstanceOf(TrialsBusyException.class)
                    .withMessageContaining("In the 20 s that a trial may take");
            awaitNoTrial();
        } finally {
            trials.close();
        }
    }

    @Test
    void aTrialThatDoesNotEndHoldsUpNoOther() throws IOException, InterruptedException {
        TrialProcess trials = trials(Duration.ofMinutes(1), 2);
        try (ExecutorService clients = Executors.newSingleThreadExecutor()) {
            Future<Long> first = clients.submit(() -> trials.parametersOf(endless, INPUT, Reads.VALUES, CLASSES));
            Awaitility.await().until(TrialProcessIntegrationTests::endlessIsTried);
            assertThat(trials.parametersOf(sound, INPUT, Reads.VALUES, CLASSES)).isEqualTo(784 * 10 + 10);
            assertThat(first).isNotDone();
            clients.shutdownNow();
            awaitNoTrial();
        } finally {
            trials.close();
        }
    }

    @Test
    void whereAllTrialsAreTakenTheNextIsToComeAgain() throws InterruptedException {
        TrialProcess trials = trials(Duration.ofSeconds(3), 1);
        try (ExecutorService clients = Executors.newFixedThreadPool(3)) {
            List<Future<Long>> all = clients.invokeAll(
                    Collections.nCopies(3, () -> trials.parametersOf(endless, INPUT, Reads.VALUES, CLASSES)));
            assertThat(all.stream().map(Future::exceptionNow))
                    .hasAtLeastOneElementOfType(InvalidModuleException.class)
                    .hasAtLeastOneElementOfType(TrialsBusyException.class);
        } finally {
            trials.close();
        }
    }

    @Test
    void whereNothingCanBeConfinedNoModuleIsTried() throws IOException {
        Files.writeString(modules.resolve("engine"), "where a directory should be");
        TrialProcess trials = trials(modules, Duration.ofMinutes(1), 1);
        try {
            assertThatExceptionOfType(NoConfinementException.class)
                    .isThrownBy(() -> trials.parametersOf(sound, INPUT, Reads.VALUES, CLASSES))
                    .withMessageContaining("cannot be confined")
                    .satisfies(reason -> assertThat(reason.getMessage()).doesNotContain(modules.toString()));
        } finally {
            trials.close();
        }
    }

    private static void awaitNoTrial() {
        Awaitility.await().until(() -> !endlessIsTried());
    }

    private static boolean endlessIsTried() {
        return endlessTrial().isPresent();
    }

    private static Optional<ProcessHandle> endlessTrial() {
        return ProcessHandle.current()
                .children()
                .filter(child -> commandLine(child).contains(String.valueOf(endless)))
                .findFirst();
    }

    /** From the kernel: {@link ProcessHandle} says nothing of a long one. Empty for a process that is no more. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }
}
