package dev.rangefinder.shared.web.heavy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.ProgramResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CompilerPriorityTests {

    @Test
    void theOptimizingCompilerLeavesTheProcessorsToOthers() throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                WithTheCompiler.class.getName());
        String printed = ProgramResult.of(command, Path.of("."), Map.of("JAVA_TOOL_OPTIONS", ""), Duration.ofMinutes(1))
                .succeeded()
                .output();
        assertThat(printed).contains("nice 10").doesNotContain("nice 0");
    }

    /** The tests' own JVM has no such compiler. */
    static final class WithTheCompiler {

        private WithTheCompiler() {}

        public static void main(String[] args) throws IOException {
            new CompilerPriority().lower();
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (Path thread : threads) {
                    String stat = Files.readString(thread.resolve("stat"));
                    if (stat.contains("(C2 ")) {
                        String[] numbers =
                                stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                        System.out.println("nice " + numbers[16]);
                    }
                }
            }
        }
    }
}
