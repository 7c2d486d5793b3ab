package dev.rangefinder.dataset.format.image;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * An image in colours from 0 to 255, laid on another colour where it is transparent. Grey is taken as it stands in the
 * file: Java's own way ({@code getRGB}) takes it for light and brightens it.
 *
 * @param wasTransparent whether any place was not opaque
 */
record OpaqueImage(BufferedImage image, boolean wasTransparent) {

    private static final int OPAQUE = 255;

    static OpaqueImage of(BufferedImage image, Background background) {
        BufferedImage result = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.getWidth()];
        boolean wasTransparent = false;
        for (int y = 0; y < image.getHeight(); y++) {
            readRow(image, y, row);
            for (int x = 0; x < row.length; x++) {
                wasTransparent |= row[x] >>> 24 != OPAQUE;
                row[x] = background.under(row[x]);
            }
            result.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return new OpaqueImage(result, wasTransparent);
    }

    /** As alpha, red, green and blue. */
    private static void readRow(BufferedImage image, int y, int[] row) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel || model.getColorSpace().getType() != ColorSpace.TYPE_GRAY) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            return;
        }
        Raster raster = image.getRaster();
        int greyBits = model.getComponentSize(0);
        for (int x = 0; x < row.length; x++) {
            int grey = eightBits(raster.getSample(x, y, 0), greyBits);
            int alpha = model.hasAlpha() ? eightBits(raster.getSample(x, y, 1), model.getComponentSize(1)) : OPAQUE;
            row[x] = alpha << 24 | grey << 16 | grey << 8 | grey;
        }
    }

    private static int eightBits(int value, int bits) {
        return Math.round((float) value * OPAQUE / ((1 << bits) - 1));
    }

    /** The colour behind what is transparent. */
    record Background(int red, int green, int blue) {

        /** As a page on which it is looked at. */
        static final Background WHITE = new Background(255, 255, 255);

        /** From {@code #rrggbb}. */
        static Background named(String text) {
            if (!text.matches("#[0-9a-fA-F]{6}")) {
                throw new IllegalArgumentException(text);
            }
            Color colour = Color.decode(text);
            return new Background(colour.getRed(), colour.getGreen(), colour.getBlue());
        }

        private int under(int pixel) {
            int alpha = pixel >>> 24;
            return mixed(pixel >> 16 & 0xFF, red, alpha) << 16
                    | mixed(pixel >> 8 & 0xFF, green, alpha) << 8
                    | mixed(pixel & 0xFF, blue, alpha);
        }

        private static int mixed(int over, int under, int alpha) {
            return Math.round((float) (over * alpha + under * (OPAQUE - alpha)) / OPAQUE);
        }

        @Override
        public String toString() {
            return "#%02x%02x%02x".formatted(red, green, blue);
        }
    }
}
