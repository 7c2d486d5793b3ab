package dev.rangefinder.dataset.format.image;

import dev.rangefinder.dataset.format.file.Options;
import dev.rangefinder.dataset.format.image.OpaqueImage.Background;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of images that have their own sizes.
 *
 * @param height to which all of them are brought, in pixels
 * @param width likewise
 * @param channels 3 for colours, 1 for shades of grey
 * @param background on which transparent ones are laid
 * @param testShare of the images, drawn by the seed for testing, where no archive has images for that
 */
public record ImageOptions(int height, int width, int channels, Background background, double testShare, long seed) {

    public static final Set<String> NAMES = Options.names("height", "width", "channels", "background");

    /** As CIFAR's are. */
    private static final int USUAL_SIDE = 32;

    /** As ImageNet's are trained on, and twice that. */
    private static final int LARGEST_SIDE = 512;

    public static final ImageOptions DEFAULT = of(Map.of());

    public ImageOptions {
        Options.shareChecked(testShare)
                .between("height", height, 1, LARGEST_SIDE)
                .between("width", width, 1, LARGEST_SIDE)
                .that(channels == 1 || channels == 3, "channels", channels, "1 or 3")
                .orThrow();
    }

    public static ImageOptions of(Map<String, String> given) {
        Options options = new Options(given);
        int height = options.whole("height", USUAL_SIDE);
        int width = options.whole("width", USUAL_SIDE);
        int channels = options.whole("channels", 3);
        Background background = options.read("background", "a colour as #rrggbb", Background::named)
                .orElse(Background.WHITE);
        double testShare = options.testShare();
        long seed = options.seed();
        options.orThrow();
        return new ImageOptions(height, width, channels, background, testShare, seed);
    }
}
