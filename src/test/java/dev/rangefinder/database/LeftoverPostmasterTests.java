package dev.rangefinder.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.ProcessTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left alone; that a PostgreSQL which was left over is stopped is tested with a real one. */
@ProcessTest
class LeftoverPostmasterTests {

    @TempDir
    private Path cluster;

    /** A program that has another directory in its command line, and waits. */
    private static Process another() throws IOException {
        return new ProcessBuilder("sh", "-c", "echo; while read line; do :; done", "sh", "another/cluster").start();
    }

    /** Its command line is its own once it has said something. */
    private static void awaitStarted(Process process) throws IOException {
        assertThat(process.getInputStream().read()).isEqualTo('\n');
    }

    private void writePidFile(long pid) throws IOException {
        Files.writeString(cluster.resolve("postmaster.pid"), pid + "\n" + cluster + "\n");
    }

    @Test
    void aDirectoryWithoutAPidFileIsLeftAlone() throws IOException {
        LeftoverPostmaster.stop(cluster);
        assertThat(cluster).isEmptyDirectory();
    }

    @Test
    void anotherProgramThatHasGotTheProcessIdSinceIsLeftAlone() throws IOException {
        Process another = another();
        try {
            awaitStarted(another);
            writePidFile(another.pid());
            LeftoverPostmaster.stop(cluster);
            assertThat(another.isAlive()).isTrue();
            assertThat(cluster.resolve("postmaster.pid")).exists();
        } finally {
            another.destroyForcibly();
        }
    }

    @Test
    void aProcessIdThatNobodyHasIsLeftAlone() throws Exception {
        Process ended = another();
        ended.destroyForcibly().waitFor();
        writePidFile(ended.pid());
        LeftoverPostmaster.stop(cluster);
        assertThat(cluster.resolve("postmaster.pid")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "no number"})
    void aFileThatNamesNoProcessIsRemoved(String content) throws IOException {
        Files.writeString(cluster.resolve("postmaster.pid"), content);
        LeftoverPostmaster.stop(cluster);
        assertThat(cluster).isEmptyDirectory();
    }
}
