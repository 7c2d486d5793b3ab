package dev.rangefinder.dataset.located;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * How far the check of a data set in place has come, kept beside its index: a server that is killed leaves it whole, and
 * the next goes on from there.
 *
 * @param checked how many samples or tokens, those for training first
 * @param gathered what was found in them; nothing before the first
 */
record CheckState(long checked, ByteBuffer gathered) {

    private static final String NAME = "check";

    static CheckState of(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.notExists(file)) {
            return new CheckState(0, ByteBuffer.allocate(0));
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return new CheckState(bytes.getLong(), bytes);
    }

    /**
     * Writes one down.
     *
     * @param gathered writes so many bytes
     */
    static void write(Path directory, long checked, int gatheredBytes, Consumer<ByteBuffer> gathered)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + gatheredBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(checked);
        gathered.accept(bytes);
        Path written = directory.resolve(NAME + ".new");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            bytes.flip();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }
}
