package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Moments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * How far the check of a data set in place has come, kept beside its index: a server that is killed leaves it whole, and
 * the next goes on from there.
 *
 * @param checked how many samples, those for training first
 * @param moments of those for training among them
 */
record CheckState(long checked, Moments moments) {

    private static final String NAME = "check";

    static CheckState of(Path directory, Layout layout) throws IOException {
        int size = layout.shape().size();
        Path file = directory.resolve(NAME);
        if (Files.notExists(file)) {
            return new CheckState(0, new Moments(size));
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        long checked = bytes.getLong();
        return new CheckState(checked, Moments.read(bytes, size));
    }

    void write(Path directory) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + moments.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(checked);
        moments.write(bytes);
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
