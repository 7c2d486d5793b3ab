package dev.rangefinder.dataset.format.image;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Brings images of all sizes and colours to one. */
public final class Pixels {

    /** A photograph of today; decoded it takes a hundred megabytes. */
    private static final long MOST_PIXELS = 25_000_000;

    /** More than any photograph of that size has in its file. */
    private static final int MOST_BYTES = 128 << 20;

    /** ITU-R BT.601: how bright the eye finds red, green and blue. */
    private static final double[] BRIGHTNESS = {0.299, 0.587, 0.114};

    private final ImageOptions wanted;
    private final byte[] bytes;
    private int transparentImages;

    public Pixels(ImageOptions wanted) {
        this.wanted = wanted;
        this.bytes = new byte[wanted.height() * wanted.width() * wanted.channels()];
    }

    /** Why an image cannot be taken. */
    public static final class UnreadableException extends Exception {

        UnreadableException(String found) {
            super(found);
        }
    }

    /** How many images so far have places that are not opaque. */
    public int transparentImages() {
        return transparentImages;
    }

    /**
     * Reads an image.
     *
     * @return its pixels, row by row, the channel running fastest; they are replaced by the next image's
     */
    public byte[] of(InputStream packed) throws IOException, UnreadableException {
        byte[] file = packed.readNBytes(MOST_BYTES);
        if (file.length == MOST_BYTES) {
            throw new UnreadableException("of %d bytes or more".formatted(MOST_BYTES));
        }
        OpaqueImage opaque = OpaqueImage.of(decoded(file), wanted.background());
        transparentImages += opaque.wasTransparent() ? 1 : 0;
        BufferedImage image = resized(Orientation.of(file).upright(opaque.image()));
        int[] row = new int[wanted.width()];
        int position = 0;
        for (int y = 0; y < wanted.height(); y++) {
            image.getRGB(0, y, wanted.width(), 1, row, 0, wanted.width());
            for (int pixel : row) {
                position = put(pixel, position);
            }
        }
        return bytes;
    }

    private int put(int pixel, int position) {
        int red = pixel >> 16 & 0xFF;
        int green = pixel >> 8 & 0xFF;
        int blue = pixel & 0xFF;
        if (wanted.channels() == 1) {
            bytes[position] = (byte) Math.round(BRIGHTNESS[0] * red + BRIGHTNESS[1] * green + BRIGHTNESS[2] * blue);
            return position + 1;
        }
        bytes[position] = (byte) red;
        bytes[position + 1] = (byte) green;
        bytes[position + 2] = (byte) blue;
        return position + 3;
    }

    /** Looks at the size before anything is decoded: a few kilobytes may promise gigabytes of pixels. */
    private static BufferedImage decoded(byte[] file) throws UnreadableException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = reader(in).orElseThrow(() -> new UnreadableException("neither PNG nor JPEG"));
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    throw new UnreadableException("%d×%d pixels, more than %d in all"
                            .formatted(reader.getWidth(0), reader.getHeight(0), MOST_PIXELS));
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException damaged) {
            throw new UnreadableException("damaged: " + damaged.getMessage());
        }
    }

    /** For JPEG the first is TwelveMonkeys', which knows the colours of print (CMYK) and their profiles. */
    private static Optional<ImageReader> reader(ImageInputStream in) throws IOException {
        for (Iterator<ImageReader> readers = ImageIO.getImageReaders(in); readers.hasNext(); ) {
            ImageReader reader = readers.next();
            String format = reader.getFormatName();
            if (format.equalsIgnoreCase("png") || format.equalsIgnoreCase("jpeg")) {
                return Optional.of(reader);
            }
        }
        return Optional.empty();
    }

    private BufferedImage resized(BufferedImage image) {
        if (image.getWidth() == wanted.width() && image.getHeight() == wanted.height()) {
            return image;
        }
        BufferedImage result = new BufferedImage(wanted.width(), wanted.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        Image scaled = image.getScaledInstance(wanted.width(), wanted.height(), Image.SCALE_AREA_AVERAGING);
        graphics.drawImage(scaled, 0, 0, null);
        graphics.dispose();
        return result;
    }
}
