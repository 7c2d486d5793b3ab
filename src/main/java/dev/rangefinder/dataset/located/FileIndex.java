package dev.rangefinder.dataset.located;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The files that a data set in place is made of, mapped into memory: there may be millions. A record of each follows that
 * of the one before: its size and the time of its last change in nanoseconds, 64 bits each, the length of its path in 16
 * bits, and the path below the location in UTF-8. A file is known by the place of its record.
 */
final class FileIndex implements Iterable<FileIndex.Entry> {

    static final String NAME = "files";

    static final int LONGEST_PATH = (1 << 16) - 1;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int PATH_AT = 2 * Long.BYTES + Short.BYTES;

    private final MemorySegment records;

    private FileIndex(MemorySegment records) {
        this.records = records;
    }

    /** A file as it was when it was indexed. */
    record Entry(String path, long bytes, long changedNanos) {

        int recordBytes() {
            return PATH_AT + path.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** That of an index, for the life of the process. */
    static FileIndex of(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory.resolve(NAME), StandardOpenOption.READ)) {
            return new FileIndex(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.global()));
        }
    }

    Entry at(int position) {
        int length = Short.toUnsignedInt(records.get(SHORT, position + 2L * Long.BYTES));
        byte[] path = records.asSlice((long) position + PATH_AT, length).toArray(ValueLayout.JAVA_BYTE);
        return new Entry(
                new String(path, StandardCharsets.UTF_8),
                records.get(LONG, position),
                records.get(LONG, position + (long) Long.BYTES));
    }

    @Override
    public Iterator<Entry> iterator() {
        return new Iterator<>() {
            private int position;

            @Override
            public boolean hasNext() {
                return position < records.byteSize();
            }

            @Override
            public Entry next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Entry entry = at(position);
                position += entry.recordBytes();
                return entry;
            }
        };
    }
}
