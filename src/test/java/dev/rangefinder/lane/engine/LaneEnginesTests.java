package dev.rangefinder.lane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.lane.program.Answer;
import dev.rangefinder.lane.program.NoAnswerException;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.trainer.TrainerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials are real ones, of the PyTorch of this machine's Pythons. */
@SeparateProcessTest
class LaneEnginesTests {

    private static final Path ENGINE = Path.of("target", "test-data", "engine").toAbsolutePath();

    private static final String VERSION =
            "import torch; print(*map(int, torch.__version__.split('+')[0].split('a')[0].split('.')[:2]))";

    @TempDir
    private Path directory;

    private static LaneEngines engines(Object pytorch) {
        return engines(pytorch, Duration.ofSeconds(60), ENGINE);
    }

    private static LaneEngines engines(Object pytorch, Duration patience, Path engine) {
        return LaneEngines.of(new EngineSettings(pytorch.toString(), patience, Duration.ofMinutes(3)), engine, false);
    }

    private String program(String text) throws IOException {
        Path file = directory.resolve("python");
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "bundled"})
    void withoutGpusTheBundledEngineServesAndNothingIsAsked(String pytorch) {
        LaneEngines engines = engines(pytorch);
        for (DeviceKind kind : DeviceKind.values()) {
            assertThat(engines.of(kind)).isEqualTo(new LaneEngine(null, TrainerCommand.BUNDLED_PYTORCH, null));
        }
    }

    @Test
    void whatHasNoPyTorchIsRefusedWithTheReason() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("torch"));
        assertThat(refusal(engines("no-such-python"))).isEqualTo("there is no no-such-python here");
        assertThat(refusal(engines(program("echo")))).isEqualTo("python has no PyTorch");
        assertThat(refusal(engines(empty))).startsWith("the folder holds no libtorch_cpu");
        assertThat(refusal(engines(program("echo " + empty)))).startsWith("the folder holds no libtorch_cpu");
    }

    @Test
    void aPythonThatHangsIsNotWaitedForLongerThanItsPatience() throws IOException {
        long begin = System.nanoTime();
        LaneEngines engines = engines(program("sleep 600"), Duration.ofSeconds(1), ENGINE);
        assertThat(refusal(engines)).isEqualTo("python did not answer within 1 s");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(60);
    }

    @Test
    void librariesThatAreNoneAreRefusedAtLoading() throws IOException {
        Files.writeString(directory.resolve(System.mapLibraryName("torch_cpu")), "no library");
        Path memory = directory.resolve("engine");
        LaneEngine engine = engines(directory, Duration.ofSeconds(60), memory).onCpus();
        assertThat(engine.own()).isNull();
        assertThat(engine.refusal()).startsWith("it fails at loading on cpu: ");
        assertThat(proofs(memory)).isEmpty();
    }

    @Test
    void aCurrentPyTorchPassesItsTrialAndIsRememberedByItsFiles() throws IOException, InterruptedException {
        String python = currentPython();
        Path memory = Files.createDirectory(directory.resolve("engine"));
        LaneEngine first = engines(python, Duration.ofSeconds(60), memory).onCpus();
        assertThat(first.refusal()).isNull();
        assertThat(first.own()).isNotNull();
        assertThat(first.version()).matches("[2-9]\\.\\d+\\.\\d+").isNotEqualTo(TrainerCommand.BUNDLED_PYTORCH);
        Path proof = proofs(memory).getFirst();
        Files.writeString(proof, "9.9.9");
        assertThat(engines(python, Duration.ofSeconds(60), memory).onCpus().version())
                .isEqualTo("9.9.9");
        assertThat(first.ownForModels()).isNull();
    }

    @Test
    void anOldPyTorchIsRefused() throws InterruptedException {
        for (String python : Python.commands("torch")) {
            if (isBefore(python, 2, 7)) {
                LaneEngine engine = engines(python).onCpus();
                assertThat(engine.own()).isNull();
                assertThat(engine.refusal()).contains("at loading on cpu");
                return;
            }
        }
        assumeTrue(false, "skipped: no Python of this machine has a PyTorch older than 2.7");
    }

    private static String refusal(LaneEngines engines) {
        assertThat(engines.onCpus().own()).isNull();
        return String.valueOf(engines.onCpus().refusal());
    }

    private static List<Path> proofs(Path engine) throws IOException {
        try (Stream<Path> files = Files.exists(engine) ? Files.list(engine) : Stream.of()) {
            return files.filter(file -> file.getFileName().toString().startsWith("proved-"))
                    .toList();
        }
    }

    /** The first Python with a PyTorch that can be taken; it skips the test where there is none. */
    static String currentPython() throws InterruptedException {
        Optional<String> current = Python.commands("torch").stream()
                .filter(python -> !isBefore(python, 2, 13))
                .findFirst();
        assumeTrue(current.isPresent(), "skipped: no Python of this machine has PyTorch 2.13 or newer");
        return current.get();
    }

    private static boolean isBefore(String python, int major, int minor) {
        try {
            String[] found = Answer.of(List.of(python, "-c", VERSION), Duration.ofMinutes(2))
                    .output()
                    .strip()
                    .split(" ");
            int number = 1000 * Integer.parseInt(found[0]) + Integer.parseInt(found[1]);
            return number < 1000 * major + minor;
        } catch (NoAnswerException none) {
            throw new AssertionError(none);
        }
    }
}
