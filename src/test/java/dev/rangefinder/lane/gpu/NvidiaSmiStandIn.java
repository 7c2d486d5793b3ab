package dev.rangefinder.lane.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** A program in the place of {@code nvidia-smi}: it says what the tool is documented to say of the GPUs that a test invents. */
public final class NvidiaSmiStandIn {

    private static final String ANSWERS = """
            #!/bin/sh
            case "$1" in -L) cat '%1$s/list' ;; *) cat '%1$s/states' ;; esac
            """;

    private final Path directory;

    public NvidiaSmiStandIn(Path directory) {
        this.directory = directory;
        runs(ANSWERS.formatted(directory));
        lists("");
        says("");
    }

    /** The program. */
    public Path program() {
        return directory.resolve("nvidia-smi");
    }

    /** The tool, with little patience. */
    NvidiaSmi tool() {
        return new NvidiaSmi(program().toString(), Duration.ofSeconds(20));
    }

    /** What it prints for {@code -L}. */
    public NvidiaSmiStandIn lists(String lines) {
        return write("list", lines);
    }

    /** What it prints of the states: UUID, memory, used memory, utilization, temperature, errors of the memory. */
    public NvidiaSmiStandIn says(String lines) {
        return write("states", lines);
    }

    /** Another program in its place. */
    NvidiaSmiStandIn runs(String script) {
        write("nvidia-smi", script);
        if (!program().toFile().setExecutable(true)) {
            throw new IllegalStateException("%s cannot be made a program".formatted(program()));
        }
        return this;
    }

    /** What it prints whatever it is asked, and how it ends. */
    NvidiaSmiStandIn fails(int exitCode, String words) {
        return runs("#!/bin/sh\necho '%s'\nexit %d\n".formatted(words, exitCode));
    }

    /** Moved into its place, so that half of it is never read. */
    private NvidiaSmiStandIn write(String name, String content) {
        try {
            Path whole = Files.writeString(directory.resolve(name + ".new"), content);
            Files.move(
                    whole,
                    directory.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return this;
    }
}
