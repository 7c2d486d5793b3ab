package dev.rangefinder.dataset.located;

import dev.rangefinder.shared.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Some blocks that stand for all bytes of a data set, which may be too many to be read before each run. Where they lie
 * follows from the number of bytes alone: so they are the same each time, and any part of the data is as likely to be
 * looked at as any other.
 */
final class SampledBlocks {

    /** A change of one byte in a hundred is missed once in two; one of half of the bytes, never in practice. */
    private static final int BLOCKS = 64;

    private static final int BLOCK_BYTES = 1 << 16;

    private static final long SEED = 1;

    private SampledBlocks() {}

    /** The hash of the blocks, in hexadecimal. */
    static String hash(Path location, FileIndex files) throws IOException {
        long all = 0;
        for (FileIndex.Entry file : files) {
            all += file.bytes();
        }
        MessageDigest digest = Sha256.digest();
        if (all > 0) {
            add(location, files, beginnings(all), digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Where blocks begin, in the bytes of all files one behind the other. */
    private static long[] beginnings(long all) {
        SplittableRandom random = new SplittableRandom(SEED);
        long[] beginnings = new long[BLOCKS];
        Arrays.setAll(beginnings, i -> random.nextLong(all));
        Arrays.sort(beginnings);
        return beginnings;
    }

    /** A block ends where its file does. */
    private static void add(Path location, FileIndex files, long[] beginnings, MessageDigest digest)
            throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        int next = 0;
        long before = 0;
        for (FileIndex.Entry file : files) {
            if (next < beginnings.length && beginnings[next] < before + file.bytes()) {
                try (IndexedFile open = IndexedFile.open(location, file)) {
                    for (; next < beginnings.length && beginnings[next] < before + file.bytes(); next++) {
                        long from = beginnings[next] - before;
                        open.read(from, block.clear().limit((int) Math.min(BLOCK_BYTES, file.bytes() - from)));
                        digest.update(block.flip());
                    }
                }
            }
            before += file.bytes();
        }
    }
}
