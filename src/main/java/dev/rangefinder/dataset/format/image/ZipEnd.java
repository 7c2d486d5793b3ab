package dev.rangefinder.dataset.format.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Sees how a zip ends while it is read: with a directory of its entries, whose last record says how many there are
 * (<a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE</a>, 4.3.16). One that is cut between
 * two entries has none, and reads like a smaller one.
 */
final class ZipEnd extends FilterInputStream {

    private static final int SIGNATURE = 0x06054b50;
    private static final int RECORD_BYTES = 22;
    private static final int NUMBER_OF_ENTRIES = 10;
    private static final int COMMENT_LENGTH = 20;

    /** What the number is where it has no room, and stands elsewhere. */
    private static final int TOO_MANY_TO_SAY = 0xFFFF;

    /** The record and the longest comment. */
    private static final int LONGEST = RECORD_BYTES + 0xFFFF;

    /** The last bytes that were read, in the order of a ring. */
    private final byte[] last = new byte[LONGEST];

    private long read;

    ZipEnd(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        for (int i = Math.max(0, count - LONGEST); i < count; i++) {
            last[(int) ((read + i) % LONGEST)] = buffer[offset + i];
        }
        read += Math.max(count, 0);
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads on to the end; whether it is that of a zip with so many entries. */
    boolean isOf(long entries) throws IOException {
        transferTo(OutputStream.nullOutputStream());
        byte[] end = end();
        ByteBuffer bytes = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = end.length - RECORD_BYTES; at >= 0; at--) {
            if (bytes.getInt(at) == SIGNATURE
                    && at + RECORD_BYTES + Short.toUnsignedInt(bytes.getShort(at + COMMENT_LENGTH)) == end.length) {
                int said = Short.toUnsignedInt(bytes.getShort(at + NUMBER_OF_ENTRIES));
                return said == entries || said == TOO_MANY_TO_SAY;
            }
        }
        return false;
    }

    private byte[] end() {
        int length = (int) Math.min(read, LONGEST);
        int start = (int) ((read - length) % LONGEST);
        byte[] end = Arrays.copyOfRange(last, start, start + length);
        int wrapped = Math.max(0, start + length - LONGEST);
        System.arraycopy(last, 0, end, length - wrapped, wrapped);
        return end;
    }
}
