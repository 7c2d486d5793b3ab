package dev.rangefinder.dataset.format.image;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A zip with a folder of images for each class, read entry by entry. Nothing is unpacked to disk: a name is only read
 * for its class, which is the folder that the image lies in.
 */
public final class ImageArchive implements ImageListing, AutoCloseable {

    private static final byte[] MAGIC = {'P', 'K'};

    private final String part;
    private final ZipEnd end;
    private final ZipInputStream zip;
    private final Budget budget;
    private final List<String> passedOver = new ArrayList<>();
    private long entries;

    private ImageArchive(String part, ZipEnd end, ZipInputStream zip, Budget budget) {
        this.part = part;
        this.end = end;
        this.zip = zip;
        this.budget = budget;
    }

    public static ImageArchive open(String part, Source source, SizeLimits limits) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(source.open());
        raw.mark(MAGIC.length);
        boolean isZip = Arrays.equals(raw.readNBytes(MAGIC.length), MAGIC);
        raw.reset();
        if (!isZip) {
            raw.close();
            throw new InvalidFileException(
                    part, "a file that does not begin as a zip does", "a zip of folders of images");
        }
        ZipEnd end = new ZipEnd(raw);
        ZipInputStream zip = new ZipInputStream(end);
        return new ImageArchive(part, end, zip, new Budget(zip, part, limits.maxUncompressedBytes()));
    }

    /** An image that is still packed, to be read before the next is asked for. */
    public record Packed(ImageName image, InputStream bytes) {

        public String name() {
            return image.name();
        }

        public List<String> folder() {
            return image.folder();
        }
    }

    @Override
    public List<String> passedOver() {
        return List.copyOf(passedOver);
    }

    @Override
    public Optional<ImageName> nextName() throws IOException {
        return next().map(Packed::image);
    }

    /** The next image; what is none is passed over. */
    public Optional<Packed> next() throws IOException {
        try {
            for (ZipEntry entry = nextEntry(); entry != null; entry = nextEntry()) {
                String name = entry.getName();
                if (entry.isDirectory()) {
                    continue;
                }
                Optional<ImageName> image = ImageName.of(name, this::invalid);
                if (image.isPresent()) {
                    return Optional.of(new Packed(image.get(), budget));
                }
                passedOver.add(name);
            }
            if (!end.isOf(entries)) {
                throw invalid("a zip of %d entries that ends before its directory".formatted(entries), "a whole zip");
            }
            return Optional.empty();
        } catch (EOFException | ZipException exception) {
            throw damaged(exception);
        } catch (IllegalArgumentException badName) {
            throw invalid("a name that is not UTF-8", "names in UTF-8");
        }
    }

    /** Reads the one before to its end, which counts it. */
    private @Nullable ZipEntry nextEntry() throws IOException {
        budget.transferTo(OutputStream.nullOutputStream());
        @Nullable ZipEntry entry = zip.getNextEntry();
        entries += entry == null ? 0 : 1;
        return entry;
    }

    public InvalidFileException damaged(IOException exception) {
        return invalid("damaged zip data: %s".formatted(exception.getMessage()), "an intact zip");
    }

    @Override
    public InvalidFileException invalid(String found, String expected) {
        return new InvalidFileException(part, found, expected);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** What all entries together may unpack to. */
    private static final class Budget extends FilterInputStream {

        private final String part;
        private final long mostBytes;
        private long read;

        Budget(InputStream in, String part, long mostBytes) {
            super(in);
            this.part = part;
            this.mostBytes = mostBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            read += Math.max(count, 0);
            if (read > mostBytes) {
                throw new InvalidFileException(
                        part,
                        "more than %d bytes, unpacked".formatted(mostBytes),
                        "at most %d bytes".formatted(mostBytes));
            }
            return count;
        }

        /** The archive outlives its entries. */
        @Override
        public void close() {}
    }
}
