package dev.rangefinder.dataset.format.image;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The name of an image, which is only read for its class.
 *
 * @param folder the steps to it from the top, at least one
 */
record ImageName(String name, List<String> folder) {

    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".jpe", ".jfif");

    /** Images that would be missed, were they passed over. */
    private static final List<String> OTHER_IMAGES = List.of(
            ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jp2", ".jxl", ".ppm", ".pgm", ".svg",
            ".ico", ".tga", ".psd");

    /** That of a file; empty, if it is no image. */
    static Optional<ImageName> of(String name, BiFunction<String, String, InvalidFileException> invalid) {
        if (isHidden(name) || !isImage(name, invalid)) {
            return Optional.empty();
        }
        List<String> steps = Arrays.stream(name.split("/"))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .toList();
        if (steps.size() < 2) {
            throw invalid.apply("the image '%s' at the top".formatted(name), "images in folders, one for each class");
        }
        return Optional.of(new ImageName(name, steps.subList(0, steps.size() - 1)));
    }

    private static boolean isHidden(String name) {
        return Arrays.stream(name.split("/"))
                .anyMatch(step ->
                        step.equals("__MACOSX") || (step.startsWith(".") && !step.equals("..") && !step.equals(".")));
    }

    private static boolean isImage(String name, BiFunction<String, String, InvalidFileException> invalid) {
        if (name.contains("\\")
                || name.startsWith("/")
                || List.of(name.split("/")).contains("..")) {
            throw invalid.apply("the name '%s'".formatted(name), "a path below the archive's own top");
        }
        return isImageByEnding(name, invalid);
    }

    /** Whether the ending is that of an image that can be read; those of images that cannot are refused. */
    static boolean isImageByEnding(String name, BiFunction<String, String, InvalidFileException> invalid) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (OTHER_IMAGES.stream().anyMatch(lower::endsWith)) {
            throw invalid.apply("the image '%s'".formatted(name), "PNG or JPEG alone: " + String.join(", ", ENDINGS));
        }
        return ENDINGS.stream().anyMatch(lower::endsWith);
    }
}
