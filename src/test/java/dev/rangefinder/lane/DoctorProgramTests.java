package dev.rangefinder.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.SeparateProcessTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@SeparateProcessTest
class DoctorProgramTests {

    private record Said(int exitCode, List<String> lines) {}

    private static Said doctor(String... settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.rangefinder.RangefinderApplication",
                DoctorProgram.COMMAND,
                "--rangefinder.gpus.nvidia-smi=no-such-tool",
                "--rangefinder.data.directory=" + Path.of("target", "test-data").toAbsolutePath()));
        command.addAll(List.of(settings));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), lines);
    }

    @Test
    void theBundledEngineIsWell() throws IOException, InterruptedException {
        assertThat(doctor("--rangefinder.engine.pytorch=bundled"))
                .isEqualTo(new Said(
                        0,
                        List.of(
                                "rangefinder.engine.pytorch: bundled",
                                "GPUs: there is no no-such-tool here",
                                "bundled: PyTorch 2.7.1, which comes with this program, computes as it should on cpu",
                                "All is well.")));
    }

    @Test
    void whatIsAskedForAndNotThereIsNot() throws IOException, InterruptedException {
        Said said = doctor("--rangefinder.engine.pytorch=no-such-python");
        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.lines())
                .contains("no-such-python: NOT WELL: there is no no-such-python here", "Not all is well.");
    }
}
