package dev.rangefinder.shared.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentsTests {

    private static final String TEXT = "whole";

    /** A content is named by what it says, which stands for its hash here. */
    private static final Contents.Hashing HASHING = directory -> Files.readString(directory.resolve("file"));

    @TempDir
    private Path data;

    private WorkDirectory work;
    private Contents contents;

    @BeforeEach
    void open() throws IOException {
        work = new WorkDirectory(new DataDirectory(data));
        contents = new Contents(data.resolve("contents"), work);
    }

    @AfterEach
    void close() throws IOException {
        work.close();
    }

    private Path received() throws IOException {
        Path directory = work.newDirectory();
        Files.writeString(directory.resolve("file"), TEXT);
        return directory;
    }

    private Path installedFile() {
        return contents.directory(TEXT).resolve("file");
    }

    @Test
    void whatIsWholeStays() throws IOException {
        contents.install(received(), TEXT, HASHING);
        Object installed = Files.getAttribute(installedFile(), "unix:ino");
        Path again = received();
        contents.install(again, TEXT, HASHING);
        assertThat(Files.getAttribute(installedFile(), "unix:ino")).isEqualTo(installed);
        assertThat(again).exists();
    }

    @Test
    void whatIsDamagedIsReplaced() throws IOException {
        contents.install(received(), TEXT, HASHING);
        contents.readPresent(TEXT, HASHING);
        Files.writeString(installedFile(), "damaged");
        assertThat(contents.isWhole(TEXT, HASHING)).isFalse();
        contents.install(received(), TEXT, HASHING);
        assertThat(installedFile()).hasContent(TEXT);
        assertThat(contents.isWhole(TEXT, HASHING)).isTrue();
    }

    @Test
    void whatIsGoneMayBeRemovedAgain() throws IOException {
        contents.install(received(), TEXT, HASHING);
        contents.remove(TEXT);
        contents.remove(TEXT);
        assertThat(contents.directory(TEXT)).doesNotExist();
    }
}
