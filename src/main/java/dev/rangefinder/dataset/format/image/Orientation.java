package dev.rangefinder.dataset.format.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a camera was held, as Exif says it (CIPA DC-008, tag 274): 1 upright, and seven ways to mirror and turn.
 *
 * @param swaps whether the rows of the file are columns of the picture
 * @param fromRight whether they begin, or their values, at the right
 * @param fromBottom likewise at the bottom
 */
record Orientation(boolean swaps, boolean fromRight, boolean fromBottom) {

    private static final Orientation UPRIGHT = new Orientation(false, false, false);

    /** What the metadata of a file say; upright, where there are none that can be read. */
    static Orientation of(byte[] file) {
        try {
            @Nullable
            ExifIFD0Directory exif = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file), file.length)
                    .getFirstDirectoryOfType(ExifIFD0Directory.class);
            return exif == null
                    ? UPRIGHT
                    : numbered(Objects.requireNonNullElse(exif.getInteger(ExifDirectoryBase.TAG_ORIENTATION), 1));
        } catch (ImageProcessingException | IOException unreadable) {
            return UPRIGHT;
        }
    }

    private static Orientation numbered(int tag) {
        return switch (tag) {
            case 2 -> new Orientation(false, true, false);
            case 3 -> new Orientation(false, true, true);
            case 4 -> new Orientation(false, false, true);
            case 5 -> new Orientation(true, false, false);
            case 6 -> new Orientation(true, true, false);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, false, true);
            default -> UPRIGHT;
        };
    }

    BufferedImage upright(BufferedImage image) {
        if (equals(UPRIGHT)) {
            return image;
        }
        int width = swaps ? image.getHeight() : image.getWidth();
        int height = swaps ? image.getWidth() : image.getHeight();
        BufferedImage result = new BufferedImage(width, height, image.getType());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int across = fromRight ? width - 1 - x : x;
                int down = fromBottom ? height - 1 - y : y;
                result.setRGB(x, y, swaps ? image.getRGB(down, across) : image.getRGB(across, down));
            }
        }
        return result;
    }
}
