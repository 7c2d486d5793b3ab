package dev.rangefinder.lane.process;

import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer has said and is not written down yet, in order. While the database is away it grows, first in
 * memory and then in a file, so that the trainer goes on; the bound is the trainer's {@code max-output}.
 */
final class Spool implements AutoCloseable {

    /** About 64,000 observations, some megabytes. */
    private static final int MOST_IN_MEMORY = 64;

    /** These are older than all that is in the file. */
    private final Deque<TrainerLine> memory = new ArrayDeque<>();

    private @Nullable FileChannel file;
    private long writtenTo;
    private long readTo;
    private boolean ended;

    /** Adds a line. */
    synchronized void put(TrainerLine line) throws IOException {
        if (readTo == writtenTo && memory.size() < MOST_IN_MEMORY) {
            memory.add(line);
        } else {
            append(line);
        }
        notifyAll();
    }

    /** Says that nothing more will come. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for the oldest line and removes it; empty when nothing more will come. */
    synchronized Optional<TrainerLine> take() throws IOException, InterruptedException {
        while (memory.isEmpty() && readTo == writtenTo && !ended) {
            wait();
        }
        if (!memory.isEmpty()) {
            return Optional.of(memory.remove());
        }
        return readTo < writtenTo ? Optional.of(readBack()) : Optional.empty();
    }

    private void append(TrainerLine line) throws IOException {
        byte[] text = ProtocolLines.write(line).getBytes(StandardCharsets.UTF_8);
        ByteBuffer record = ByteBuffer.allocate(Integer.BYTES + text.length)
                .putInt(text.length)
                .put(text)
                .flip();
        writtenTo += writeFully(file(), record, writtenTo);
    }

    private TrainerLine readBack() throws IOException {
        ByteBuffer length = readFully(Integer.BYTES);
        ByteBuffer text = readFully(length.getInt());
        if (readTo == writtenTo) {
            file().truncate(0);
            readTo = 0;
            writtenTo = 0;
        }
        return ProtocolLines.readFromTrainer(StandardCharsets.UTF_8.decode(text).toString())
                .orElseThrow();
    }

    private static int writeFully(FileChannel channel, ByteBuffer record, long position) throws IOException {
        int written = 0;
        while (record.hasRemaining()) {
            written += channel.write(record, position + written);
        }
        return written;
    }

    private ByteBuffer readFully(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            int read = file().read(buffer, readTo);
            if (read < 0) {
                throw new IOException("the spool ends early");
            }
            readTo += read;
        }
        return buffer.flip();
    }

    /** It has no name any more once it is open, so that nothing is left of it, however this process ends. */
    private FileChannel file() throws IOException {
        FileChannel open = file;
        if (open == null) {
            Path path = Files.createTempFile("rangefinder-spool-", null);
            open = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            file = open;
        }
        return open;
    }

    @Override
    public synchronized void close() throws IOException {
        end();
        if (file != null) {
            file.close();
        }
    }
}
