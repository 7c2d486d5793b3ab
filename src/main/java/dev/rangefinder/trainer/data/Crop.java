package dev.rangefinder.trainer.data;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Augmentation;
import java.util.SplittableRandom;

/**
 * A part of an image, and what is done to it.
 *
 * @param top of the part, from the upper edge of the image; negative where it begins in what is added there
 * @param left likewise
 * @param cutTop of the square that is blotted out, in what is seen; it may reach over the edge
 */
record Crop(int top, int left, int height, int width, boolean mirrored, int cutTop, int cutLeft) {

    /** How often proportions are drawn before the largest middle is taken: torchvision's. */
    private static final int ATTEMPTS = 10;

    private static final double WIDEST = 4 / 3.0;

    private static final double HALF = 0.5;

    /** The middle of an image, of the size that is seen. */
    static Crop middle(Shape image, Shape seen) {
        return new Crop(
                (image.height() - seen.height()) / 2,
                (image.width() - seen.width()) / 2,
                seen.height(),
                seen.width(),
                false,
                0,
                0);
    }

    static Crop drawn(Augmentation augmentation, Shape image, SplittableRandom random) {
        Shape seen = augmentation.of(image);
        Double leastArea = augmentation.leastArea();
        Crop part = leastArea == null
                ? shifted(augmentation.pad(), image, seen, random)
                : resized(leastArea, image, random);
        boolean mirrored = augmentation.flip() && random.nextBoolean();
        int cutTop = 0;
        int cutLeft = 0;
        if (augmentation.cutout() > 0) {
            cutTop = random.nextInt(seen.height()) - augmentation.cutout() / 2;
            cutLeft = random.nextInt(seen.width()) - augmentation.cutout() / 2;
        }
        return new Crop(part.top, part.left, part.height, part.width, mirrored, cutTop, cutLeft);
    }

    private static Crop shifted(int pad, Shape image, Shape seen, SplittableRandom random) {
        return part(
                random.nextInt(image.height() + 2 * pad - seen.height() + 1) - pad,
                random.nextInt(image.width() + 2 * pad - seen.width() + 1) - pad,
                seen.height(),
                seen.width());
    }

    private static Crop resized(double leastArea, Shape image, SplittableRandom random) {
        double area = (double) image.height() * image.width();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double wanted = area * (leastArea + (1 - leastArea) * random.nextDouble());
            double proportion = Math.pow(WIDEST, 2 * random.nextDouble() - 1);
            int width = (int) Math.round(Math.sqrt(wanted * proportion));
            int height = (int) Math.round(Math.sqrt(wanted / proportion));
            if (width >= 1 && height >= 1 && width <= image.width() && height <= image.height()) {
                return part(
                        random.nextInt(image.height() - height + 1),
                        random.nextInt(image.width() - width + 1),
                        height,
                        width);
            }
        }
        int height = Math.min(image.height(), (int) Math.round(image.width() * WIDEST));
        int width = Math.min(image.width(), (int) Math.round(image.height() * WIDEST));
        return part((image.height() - height) / 2, (image.width() - width) / 2, height, width);
    }

    private static Crop part(int top, int left, int height, int width) {
        return new Crop(top, left, height, width, false, 0, 0);
    }

    /**
     * Writes what is seen: brought to size by bilinear interpolation between the middles of pixels, as PyTorch's without
     * {@code align_corners} and without smoothing; beyond the image is 0.
     */
    void write(float[] image, Shape from, float[] seen, Shape to, int cutout) {
        int channels = from.channels();
        for (int y = 0; y < to.height(); y++) {
            for (int x = 0; x < to.width(); x++) {
                int at = (y * to.width() + x) * channels;
                boolean isCut = y >= cutTop && y < cutTop + cutout && x >= cutLeft && x < cutLeft + cutout;
                int column = mirrored ? to.width() - 1 - x : x;
                double sourceY = place(y, height, to.height());
                double sourceX = place(column, width, to.width());
                for (int channel = 0; channel < channels; channel++) {
                    seen[at + channel] = isCut ? 0 : between(image, from, channel, sourceY, sourceX);
                }
            }
        }
    }

    private static double place(int at, int length, int seenLength) {
        return length == seenLength ? at : Math.clamp((at + HALF) * length / seenLength - HALF, 0, length - 1);
    }

    private float between(float[] image, Shape from, int channel, double y, double x) {
        int above = (int) y;
        int before = (int) x;
        double down = y - above;
        double along = x - before;
        if (down == 0 && along == 0) {
            return pixel(image, from, channel, above, before);
        }
        int below = Math.min(above + 1, height - 1);
        int behind = Math.min(before + 1, width - 1);
        double upper = (1 - along) * pixel(image, from, channel, above, before)
                + along * pixel(image, from, channel, above, behind);
        double lower = (1 - along) * pixel(image, from, channel, below, before)
                + along * pixel(image, from, channel, below, behind);
        return (float) ((1 - down) * upper + down * lower);
    }

    private float pixel(float[] image, Shape from, int channel, int y, int x) {
        int row = top + y;
        int column = left + x;
        boolean isBeyond = row < 0 || row >= from.height() || column < 0 || column >= from.width();
        return isBeyond ? 0 : image[(row * from.width() + column) * from.channels() + channel];
    }
}
