package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.shared.InvalidValuesException;
import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images become what a person sees in them. */
class ImageTruthTests {

    private static final SizeLimits LIMITS = new SizeLimits(1_000_000, 5);

    /** 8×8 pixels of cyan 200, magenta 100, yellow 20, black 60, of 255 each, as Pillow 9.4 writes them. */
    private static final String CMYK =
            "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD8269sr9rK/Qyv/9k=";

    @TempDir
    private Path directory;

    private final Map<String, String> options = new HashMap<>();

    /** What becomes of an image, each value from 0 to 255. */
    private int[] converted(byte[] image) throws IOException {
        return converted(image, new ArrayList<>());
    }

    private int[] converted(byte[] image, List<Warning> warnings) throws IOException {
        byte[] other = ImageArchives.image("png", 2, 2, Color.RED);
        ImageArchives train = new ImageArchives().with("a/1.png", other).with("b/1.png", other);
        Conversion found = Conversion.of(
                Formats.named("image_folder").orElseThrow().with(options),
                Map.of(
                        "train", List.of(train.bytes()),
                        "test",
                                List.of(new ImageArchives()
                                        .with("a/x.png", image)
                                        .bytes())),
                LIMITS,
                Files.createTempDirectory(directory, "image"));
        warnings.addAll(found.description().warnings());
        byte[] bytes = found.bytes(StoredData.TEST_INPUTS);
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return values;
    }

    private void size(int height, int width) {
        options.putAll(Map.of("height", String.valueOf(height), "width", String.valueOf(width)));
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return bytes.toByteArray();
    }

    @Test
    void coloursOfPrintAreWhatTheyLookLike() throws IOException {
        size(1, 1);
        int[] found = converted(Base64.getDecoder().decode(CMYK));
        assertThat(found[0]).isCloseTo(42, Offset.offset(2));
        assertThat(found[1]).isCloseTo(119, Offset.offset(2));
        assertThat(found[2]).isCloseTo(180, Offset.offset(2));
    }

    /** Java's own ways give 188 for one of them: they take the grey for light. */
    @ParameterizedTest
    @CsvSource({"8, 8", "8, 4", "16, 8", "16, 4"})
    void greyStaysAsItIsWhetherScaledOrNot(int bits, int side) throws IOException {
        size(side, side);
        BufferedImage grey =
                new BufferedImage(8, 8, bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 64; i++) {
            grey.getRaster().setSample(i % 8, i / 8, 0, bits == 8 ? 128 : 128 * 257);
        }
        assertThat(converted(png(grey))).containsOnly(128);
    }

    private static BufferedImage half(int type) {
        BufferedImage image = new BufferedImage(4, 4, type);
        for (int i = 0; i < 16; i++) {
            image.setRGB(i % 4, i / 4, i % 4 < 2 ? 0xFFC80000 : 0x00123456);
        }
        return image;
    }

    @Test
    void transparentPlacesAreLaidOnWhite() throws IOException {
        size(1, 2);
        List<Warning> warnings = new ArrayList<>();
        assertThat(converted(png(half(BufferedImage.TYPE_INT_ARGB)), warnings))
                .containsExactly(200, 0, 0, 255, 255, 255);
        assertThat(warnings).extracting(Warning::code).contains("transparent_images");
        assertThat(warnings.getFirst().message()).contains("1 images", "#ffffff");
    }

    @Test
    void transparentPlacesAreLaidOnTheColourThatIsWanted() throws IOException {
        size(1, 1);
        options.put("background", "#0000ff");
        assertThat(converted(png(half(BufferedImage.TYPE_INT_ARGB)))).containsExactly(100, 0, 128);
    }

    @Test
    void greyMayBeTransparentToo() throws IOException {
        size(4, 4);
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                BufferedImage.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        WritableRaster raster = model.createCompatibleWritableRaster(4, 4);
        for (int i = 0; i < 16; i++) {
            raster.setPixel(i % 4, i / 4, new int[] {100, 51});
        }
        assertThat(converted(png(new BufferedImage(model, raster, false, null))))
                .containsOnly(224);
    }

    /** A red corner at the top left of the picture, whatever way the file has it. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 1, 0", "3, 1, 1", "4, 0, 1", "5, 0, 0", "6, 0, 1", "7, 1, 1", "8, 1, 0"})
    void imagesAreTurnedAsTheirCameraWasHeld(int orientation, int right, int bottom) throws IOException {
        boolean turned = orientation > 4;
        BufferedImage image = new BufferedImage(turned ? 16 : 32, turned ? 32 : 16, BufferedImage.TYPE_INT_RGB);
        int cornerWidth = turned ? 8 : 16;
        int cornerHeight = turned ? 16 : 8;
        for (int y = 0; y < cornerHeight; y++) {
            for (int x = 0; x < cornerWidth; x++) {
                image.setRGB(
                        right == 1 ? image.getWidth() - 1 - x : x,
                        bottom == 1 ? image.getHeight() - 1 - y : y,
                        0xFF0000);
            }
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", jpeg);
        size(2, 2);
        options.put("channels", "1");
        int[] found = converted(withOrientation(jpeg.toByteArray(), orientation));
        assertThat(found[0]).as("red, as grey").isBetween(70, 80);
        assertThat(found[1]).isLessThan(6);
        assertThat(found[2]).isLessThan(6);
    }

    /** Behind the first two bytes of a JPEG goes an APP1 segment with one entry of Exif. */
    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xFFE1).putShort((short) 34).put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        exif.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        exif.putShort((short) 1);
        exif.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        ByteBuffer all = ByteBuffer.allocate(jpeg.length + exif.capacity());
        all.put(jpeg, 0, 2).put(exif.array()).put(jpeg, 2, jpeg.length - 2);
        return all.array();
    }

    @ParameterizedTest
    @ValueSource(strings = {"white", "#fff", "#12345g"})
    void refusesABackgroundThatIsNoColour(String background) {
        options.put("background", background);
        assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> converted(png(half(BufferedImage.TYPE_INT_ARGB))))
                .withMessageContaining("background");
    }
}
