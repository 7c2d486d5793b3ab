package dev.rangefinder.shared.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTests {

    @TempDir
    private Path data;

    @Test
    void leavesAloneWhatLivingServersWorkOn() throws IOException {
        try (WorkDirectory other = open()) {
            Path theirs = other.newDirectory();
            try (WorkDirectory mine = open()) {
                assertThat(mine.newDirectory()).isNotEqualTo(theirs);
                assertThat(theirs).isDirectory();
            }
            assertThat(theirs).isDirectory();
        }
    }

    @Test
    void removesWhatAKilledServerLeft() throws IOException {
        Path leftover = Files.createDirectories(data.resolve("tmp/a-server/an-upload"));
        Files.createFile(leftover.resolve("train.inputs"));
        Files.createFile(data.resolve("tmp/a-server.lock"));
        open().close();
        assertThat(data.resolve("tmp"))
                .isDirectoryContaining("glob:**/starting")
                .isDirectoryNotContaining("glob:**/a-*");
    }

    @Test
    void removesItsOwnAtTheEnd() throws IOException {
        Path mine;
        try (WorkDirectory work = open()) {
            mine = work.newDirectory();
        }
        assertThat(mine).doesNotExist();
    }

    private WorkDirectory open() throws IOException {
        return new WorkDirectory(new DataDirectory(data));
    }
}
