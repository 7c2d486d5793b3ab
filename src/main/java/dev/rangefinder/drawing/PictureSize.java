package dev.rangefinder.drawing;

import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/**
 * How large a picture is to be, in pixels; where one is not said, it follows from the other by the picture's own shape.
 */
public record PictureSize(@Nullable Integer width, @Nullable Integer height) {

    /** As large as the picture is by itself. */
    public static final PictureSize USUAL = new PictureSize(null, null);

    /** Half of the usual size: less could not be read. */
    private static final int LEAST_WIDTH = 400;

    private static final int LEAST_HEIGHT = 150;

    /** A screen of four thousand columns, which is 33 MB while it is drawn. */
    private static final int MOST_WIDTH = 3840;

    private static final int MOST_HEIGHT = 2160;

    public PictureSize {
        Check.fields()
                .that(
                        width == null || (width >= LEAST_WIDTH && width <= MOST_WIDTH),
                        "width",
                        width,
                        "%d to %d pixels".formatted(LEAST_WIDTH, MOST_WIDTH))
                .that(
                        height == null || (height >= LEAST_HEIGHT && height <= MOST_HEIGHT),
                        "height",
                        height,
                        "%d to %d pixels".formatted(LEAST_HEIGHT, MOST_HEIGHT))
                .orThrow();
    }

    /** The sheet for a picture that needs so much room for its text and its lines, and takes more. */
    Sheet sheet(int leastWidth, int leastHeight) {
        double across = width == null ? Double.POSITIVE_INFINITY : (double) width / leastWidth;
        double upwards = height == null ? Double.POSITIVE_INFINITY : (double) height / leastHeight;
        double zoom = Math.min(across, upwards);
        if (Double.isInfinite(zoom)) {
            return new Sheet(leastWidth, leastHeight, leastWidth, leastHeight);
        }
        int pixelsAcross = width == null ? (int) Math.round(leastWidth * zoom) : width;
        int pixelsUpwards = height == null ? (int) Math.round(leastHeight * zoom) : height;
        return new Sheet(
                (int) Math.round(pixelsAcross / zoom),
                (int) Math.round(pixelsUpwards / zoom),
                Math.min(pixelsAcross, MOST_WIDTH),
                Math.min(pixelsUpwards, MOST_HEIGHT));
    }

    /** Paper on which places are told in units, and how many pixels it becomes. */
    record Sheet(int width, int height, int pixelsAcross, int pixelsUpwards) {}
}
