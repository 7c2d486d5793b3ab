package dev.rangefinder.dataset.web;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredSamples;
import dev.rangefinder.model.spec.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Images side by side, as a PNG. */
final class SamplePicture {

    /** Pixels between two images. */
    private static final int GAP = 2;

    private static final int GROUND = 0x808080;

    private SamplePicture() {}

    /** Whether samples are pixels, in grey or in colours. */
    static boolean isImage(Layout layout) {
        return !layout.isText()
                && layout.element() == ElementType.UINT8
                && (layout.shape().channels() == 1 || layout.shape().channels() == 3);
    }

    /** As many in a row as there are rows, or one more. */
    static byte[] grid(StoredSamples samples, int[] indices) throws IOException {
        Shape shape = samples.layout().shape();
        int columns = (int) Math.ceil(Math.sqrt(indices.length));
        int rows = Math.ceilDiv(indices.length, columns);
        BufferedImage picture = new BufferedImage(
                columns * (shape.width() + GAP) - GAP, rows * (shape.height() + GAP) - GAP, BufferedImage.TYPE_INT_RGB);
        int[] ground = new int[picture.getWidth() * picture.getHeight()];
        Arrays.fill(ground, GROUND);
        picture.setRGB(0, 0, picture.getWidth(), picture.getHeight(), ground, 0, picture.getWidth());
        for (int i = 0; i < indices.length; i++) {
            int left = i % columns * (shape.width() + GAP);
            int top = i / columns * (shape.height() + GAP);
            picture.setRGB(
                    left,
                    top,
                    shape.width(),
                    shape.height(),
                    pixels(samples.inputs(indices[i]), shape),
                    0,
                    shape.width());
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        return png.toByteArray();
    }

    private static int[] pixels(ByteBuffer sample, Shape shape) {
        int[] pixels = new int[shape.height() * shape.width()];
        for (int i = 0; i < pixels.length; i++) {
            int red = Byte.toUnsignedInt(sample.get());
            int green = shape.channels() == 1 ? red : Byte.toUnsignedInt(sample.get());
            int blue = shape.channels() == 1 ? red : Byte.toUnsignedInt(sample.get());
            pixels[i] = red << 16 | green << 8 | blue;
        }
        return pixels;
    }
}
