package dev.rangefinder.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.trainer.SandboxProgram;
import dev.rangefinder.trainer.TrainerCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A hostile program, {@link Escapes}, in the sandbox and outside of it: what is refused inside is possible outside. */
@SeparateProcessTest
@EnabledIf(
        value = "dev.rangefinder.testing.ConfiningMachine#isThisOne",
        disabledReason = "this machine cannot confine an uploaded model")
class SandboxTests {

    private static final Path ENGINE = Path.of("target", "test-data", "engine");

    /** As the launcher of trainers limits it. */
    private static final List<String> WITHIN_MEMORY =
            List.of("/bin/sh", "-c", "ulimit -d 1000000 && exec \"$@\"", "sh");

    @TempDir
    private Path directory;

    private Path inside;
    private Path secret;

    @BeforeEach
    void makeFiles() throws IOException {
        inside = Files.createDirectory(directory.resolve("inside"));
        secret = Files.writeString(
                Files.createDirectory(directory.resolve("outside")).resolve("secret"), "secret");
        Files.writeString(inside.resolve("given"), "given");
        Files.createSymbolicLink(inside.resolve("link"), secret);
    }

    private Map<String, String> outcomes(List<String> before, boolean confined)
            throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<String> program = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:-UsePerfData",
                    "-Xmx64m",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Escapes.class.getName(),
                    inside.toString(),
                    secret.toString(),
                    Long.toString(ProcessHandle.current().pid()),
                    Integer.toString(server.getLocalPort()),
                    Boolean.toString(confined));
            List<String> command = new ArrayList<>(before);
            if (confined) {
                command.addAll(WITHIN_MEMORY);
                command.addAll(TrainerCommand.confined(ENGINE, List.of(inside), program));
            } else {
                command.addAll(program);
            }
            return Escapes.outcomes(run(command));
        }
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static void requireConfined(Map<String, String> outcomes) {
        assertThat(outcomes).hasSizeGreaterThan(60);
        outcomes.forEach((way, outcome) ->
                assertThat(outcome).as(way).isEqualTo(way.startsWith("what it may") ? "done" : "refused"));
    }

    @Test
    void nothingGetsOut() throws IOException, InterruptedException {
        requireConfined(outcomes(List.of(), true));
        assertThat(inside).isDirectoryContaining("glob:**/given").isDirectoryNotContaining("glob:**/new");
        assertThat(secret).hasContent("secret");
    }

    /** Without privileges, as a server in a container or of another user is. */
    @Test
    void nothingGetsOutWhereTheServerIsNotTheSuperuser() throws IOException, InterruptedException {
        List<String> unprivileged = List.of("unshare", "--user");
        assumeTrue(
                new ProcessBuilder("unshare", "--user", "true").start().waitFor() == 0,
                "skipped: this machine gives no user namespaces");
        requireConfined(outcomes(unprivileged, true));
    }

    /** Such as another system than Linux: nothing is run there, and the reason is said. */
    @Test
    void whereNothingConfinesNothingIsRun() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "JAVA_TOOL_OPTIONS=-Dos.name=Elsewhere"));
        command.addAll(TrainerCommand.confined(ENGINE, List.of(), List.of("/bin/echo", "it was run")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(SandboxProgram.UNCONFINED);
        assertThat(text).contains("this is Elsewhere on ").doesNotContain("it was run");
    }

    /** Or the tests above would show nothing. */
    @Test
    void outsideOfItTheSameProgramGetsOut() throws IOException, InterruptedException {
        assertThat(outcomes(List.of(), false))
                .contains(
                        Map.entry("read", "done"),
                        Map.entry("read by a link", "done"),
                        Map.entry("read by a name", "done"),
                        Map.entry("write inside", "done"),
                        Map.entry("write outside", "done"),
                        Map.entry("fill the disk", "done"),
                        Map.entry("link", "done"),
                        Map.entry("rename", "done"),
                        Map.entry("change permissions", "done"),
                        Map.entry("connect", "done"),
                        Map.entry("send a datagram", "done"),
                        Map.entry("start a program", "done"),
                        Map.entry("signal", "done"),
                        Map.entry("signal to all", "done"),
                        Map.entry("memory as a file", "done"),
                        Map.entry("others' shared memory", "done"),
                        Map.entry("more memory than its launcher allows", "done"),
                        Map.entry("memory that no limit counts", "done"));
    }
}
