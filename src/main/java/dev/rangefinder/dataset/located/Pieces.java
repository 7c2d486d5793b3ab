package dev.rangefinder.dataset.located;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where each sample of a part lies, mapped into memory: 16 bytes for each, the place of its file in the {@link FileIndex}
 * (32 bits), where it begins there (64 bits), and how many bytes it takes (32 bits). Of a text there is one: where
 * its tokens begin, and how many bytes each of them has.
 */
final class Pieces {

    static final String TRAIN = "train.pieces";
    static final String TEST = "test.pieces";

    private static final int BYTES = 2 * Integer.BYTES + Long.BYTES;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment records;

    private Pieces(MemorySegment records) {
        this.records = records;
    }

    /** One of them. */
    record Piece(int file, long offset, int bytes) {}

    static Pieces of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Pieces(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.global()));
        }
    }

    Piece at(int sample) {
        long at = (long) sample * BYTES;
        return new Piece(
                records.get(INT, at),
                records.get(LONG, at + Integer.BYTES),
                records.get(INT, at + Integer.BYTES + Long.BYTES));
    }
}
