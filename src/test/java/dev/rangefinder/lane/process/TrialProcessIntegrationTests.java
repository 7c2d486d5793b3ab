package dev.rangefinder.lane.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.model.InvalidModuleException;
import dev.rangefinder.model.ModelSettings;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.testing.ProcessTest;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.TorchScripts;
import dev.rangefinder.trainer.djl.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A trial whose limit would be too short for a server; what else is refused, {@code ModelsIntegrationTests} sees over HTTP. */
@ProcessTest
class TrialProcessIntegrationTests {

    private static final Path DATA = Path.of("target", "test-data");

    private static final ModelSettings SHORT = new ModelSettings(Duration.ofSeconds(5), DataSize.ofGigabytes(2));

    @Test
    void aTrialThatDoesNotEndIsEnded(@TempDir Path directory) throws IOException, InterruptedException {
        Optional<Python> python = Python.with("torch");
        assumeTrue(python.isPresent(), "skipped: no python3 of this machine has torch");
        Engines.load(DATA.resolve("engine")); // unpacked by now, which no trial has the time for
        Path module = directory.resolve("endless.pt");
        try (TorchScripts torch = new TorchScripts(python.orElseThrow(), directory)) {
            Files.write(module, torch.file(TorchScripts.around("""
                    while x.size(0) > 0:
                        x = x + 1
                    return self.out(x.flatten(1))""")));
        }
        TrialProcess trial = new TrialProcess(new DataDirectory(DATA), SHORT);
        try {
            assertThatExceptionOfType(InvalidModuleException.class)
                    .isThrownBy(() -> trial.parametersOf(module, new Shape(28, 28, 1), 10))
                    .satisfies(refused -> assertThat(refused.found()).contains("takes more than 5 s"));
            Awaitility.await()
                    .until(() -> ProcessHandle.current()
                            .children()
                            .noneMatch(child -> commandLine(child).contains(module.toString())));
        } finally {
            trial.close();
        }
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
