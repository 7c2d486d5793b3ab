package dev.rangefinder.dataset.samples;

import dev.rangefinder.shared.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** A new file whose bytes are hashed as they are written. */
public final class HashedFile implements AutoCloseable {

    /** As much as costs a write little beside the copying, for labels that come one by one. */
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Allowance allowance;
    private long written;

    public HashedFile(Path path) throws IOException {
        this(path, Allowance.unlimited());
    }

    /** One that may not grow beyond what all files of its data set may take together. */
    HashedFile(Path path, Allowance allowance) throws IOException {
        this.allowance = allowance;
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Little-endian, as are all numbers. */
    public void writeInt(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    public void writeLong(long value) throws IOException {
        room(Long.BYTES).putLong(value);
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    public void write(byte[] bytes, int length) throws IOException {
        flush();
        writeThrough(ByteBuffer.wrap(bytes, 0, length));
    }

    /** Makes sure that it is on disk, and returns the hash of all that was written. */
    public byte[] finish() throws IOException {
        flush();
        channel.force(true);
        return digest.digest();
    }

    /** How many bytes were written so far, those included that wait for more. */
    public long size() {
        return written + buffer.position();
    }

    private void flush() throws IOException {
        buffer.flip();
        writeThrough(buffer);
        buffer.clear();
    }

    private void writeThrough(ByteBuffer bytes) throws IOException {
        allowance.take(bytes.remaining());
        written += bytes.remaining();
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
