package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.shared.InvalidValuesException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTests {

    private static final SizeLimits LIMITS = new SizeLimits(200_000, 5);

    private static final byte[] RED = ImageArchives.image("png", 2, 3, new Color(200, 10, 30));
    private static final byte[] GREEN = ImageArchives.image("jpeg", 40, 50, new Color(0, 128, 0));

    @TempDir
    private Path directory;

    private final Map<String, List<byte[]>> files = new HashMap<>();
    private final Map<String, String> options = new HashMap<>(Map.of("height", "3", "width", "2"));

    private static ImageArchives two() {
        return new ImageArchives().with("photos/leaf/1.JPG", GREEN).with("photos/apple/x.png", RED);
    }

    private Conversion convert(ImageArchives train) throws IOException {
        files.put("train", List.of(train.bytes()));
        return Conversion.of(
                Formats.named("image_folder").orElseThrow().with(options),
                files,
                LIMITS,
                Files.createTempDirectory(directory, "images"));
    }

    private void withTest(ImageArchives test) {
        files.put("test", List.of(test.bytes()));
    }

    @Test
    void bringsImagesToTheSizeAndTakesTheirFoldersAsClasses() throws IOException {
        withTest(new ImageArchives().with("apple/2.png", RED));
        Conversion found = convert(two());
        assertThat(found.layout()).isEqualTo(new Layout(new Shape(3, 2, 3), ElementType.UINT8, 2, 2, 1));
        assertThat(found.labels(StoredData.TRAIN_LABELS)).containsExactly(1, 0);
        assertThat(found.labels(StoredData.TEST_LABELS)).containsExactly(0);
        byte[] test = found.bytes(StoredData.TEST_INPUTS);
        for (int i = 0; i < test.length; i += 3) {
            assertThat(Arrays.copyOfRange(test, i, i + 3)).containsExactly(200, 10, 30);
        }
        byte[] leaf = found.bytes(StoredData.TRAIN_INPUTS);
        assertThat(Byte.toUnsignedInt(leaf[1])).as("green, as JPEG keeps it").isBetween(125, 131);
        assertThat(Byte.toUnsignedInt(leaf[0])).isLessThan(4);
    }

    @Test
    void averagesWhatItMakesSmaller() throws IOException {
        BufferedImage halves = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 20; x++) {
                halves.setRGB(x, y, (x + y) % 2 == 0 ? 0xFFFFFF : 0);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(halves, "png", png);
        withTest(new ImageArchives().with("apple/board.png", png.toByteArray()));
        for (byte value : convert(two()).bytes(StoredData.TEST_INPUTS)) {
            assertThat(Byte.toUnsignedInt(value)).isBetween(120, 135);
        }
    }

    @Test
    void turnsColoursIntoGreyAsTheEyeDoes() throws IOException {
        options.put("channels", "1");
        withTest(new ImageArchives().with("apple/2.png", RED));
        Conversion found = convert(two());
        assertThat(found.layout().shape()).isEqualTo(new Shape(3, 2, 1));
        assertThat(Byte.toUnsignedInt(found.bytes(StoredData.TEST_INPUTS)[0])).isEqualTo(69);
    }

    @Test
    void drawsImagesForTestingWhereNoneAreGiven() throws IOException {
        ImageArchives many = new ImageArchives();
        for (int i = 0; i < 20; i++) {
            many.with((i % 2 == 0 ? "even/" : "odd/") + i + ".png", RED);
        }
        Conversion found = convert(many);
        assertThat(found.layout().trainSamples()).isEqualTo(16);
        assertThat(found.layout().testSamples()).isEqualTo(4);
        assertThat(convert(many).hash()).isEqualTo(found.hash());
    }

    @Test
    void passesOverWhatIsHidden() throws IOException {
        withTest(new ImageArchives().with("apple/2.png", RED));
        Conversion found =
                convert(two().with("__MACOSX/leaf/._1.jpg", new byte[3]).with("photos/.DS_Store", new byte[3]));
        assertThat(found.layout().trainSamples()).isEqualTo(2);
    }

    @Test
    void refusesPathsThatLeadOut() {
        assertRefused(two().with("leaf/../../../etc/x.png", RED)).contains("leaf/../../../etc/x.png", "below");
        assertRefused(two().with("/leaf/x.png", RED)).contains("/leaf/x.png", "below");
        assertRefused(two().with("leaf\\x.png", RED)).contains("leaf\\x.png", "below");
    }

    @Test
    void refusesWhatIsNoImage() {
        assertRefused(two().with("leaf/x.gif", new byte[3])).contains("leaf/x.gif", ".png, .jpg, .jpeg");
        assertRefused(two().with("leaf/x.png", "no image".getBytes())).contains("leaf/x.png", "neither PNG nor JPEG");
        assertRefused(two().with("leaf/x.png", Arrays.copyOf(GREEN, 60))).contains("leaf/x.png");
        assertRefused(two().with("leaf/x.png", new byte[0])).contains("leaf/x.png");
    }

    @Test
    void refusesAnImageWithoutAFolder() {
        assertRefused(two().with("x.png", RED)).contains("'x.png' at the top", "in folders");
    }

    @Test
    void refusesASingleClassAndTooMany() {
        assertRefused(new ImageArchives().with("leaf/x.png", RED)).contains("1 folders", "2 to 5");
        ImageArchives many = new ImageArchives();
        for (int i = 0; i < 6; i++) {
            many.with(i + "/x.png", RED);
        }
        assertRefused(many).contains("more than 5 folders");
        assertRefused(new ImageArchives()).contains("0 folders");
    }

    @Test
    void refusesATestClassThatTrainingNeverSees() throws IOException {
        withTest(new ImageArchives().with("pear/2.png", RED));
        assertRefused(two()).contains("'pear'");
    }

    @Test
    void refusesWhatIsNoZip() {
        files.put("train", List.of("not a zip".getBytes()));
        assertThat(refusal().getMessage()).contains("does not begin as a zip does");
        byte[] whole = two().bytes();
        files.put("train", List.of(Arrays.copyOf(whole, 200)));
        assertThat(refusal().getMessage()).contains("train");
    }

    /** Between two entries, at the directory behind them, and within its last record. */
    @Test
    void refusesAZipThatIsCutOffWhereverThatIs() {
        byte[] whole = two().with("pear/3.png", RED).bytes();
        for (int length = whole.length - 1; length > 4; length--) {
            files.put("train", List.of(Arrays.copyOf(whole, length)));
            assertThat(refusal().getMessage())
                    .as("%d of %d bytes", length, whole.length)
                    .contains("train");
        }
    }

    @Test
    void takesAZipWithACommentAndOneThatIsLong() throws IOException {
        byte[] whole = two().bytes();
        byte[] commented = Arrays.copyOf(whole, whole.length + 5);
        commented[whole.length - 2] = 5;
        byte[] much = new byte[150_000];
        new Random(1).nextBytes(much);
        ImageArchives padded = two().with(".hidden", much);
        for (byte[] sound : List.of(commented, padded.bytes())) {
            files.put("train", List.of(sound));
            Layout found = Conversion.of(
                            Formats.named("image_folder").orElseThrow().with(options),
                            files,
                            LIMITS,
                            Files.createTempDirectory(directory, "sound"))
                    .layout();
            assertThat(found.trainSamples() + found.testSamples()).isEqualTo(2);
        }
    }

    @Test
    void refusesAnArchiveThatUnpacksToMoreThanTheLimit() {
        assertRefused(two().with("leaf/x.png", new byte[1_000_000])).contains("more than 200000 bytes");
    }

    /** A few bytes that say they are ten gigapixels. */
    @Test
    void refusesAnImageOfMorePixelsThanAnyCamera() {
        byte[] small = ImageArchives.image("png", 1, 1, Color.BLACK);
        ByteBuffer header = ByteBuffer.wrap(small);
        header.putInt(16, 100_000).putInt(20, 100_000);
        CRC32 checksum = new CRC32();
        checksum.update(small, 12, 17);
        header.putInt(29, (int) checksum.getValue());
        assertRefused(two().with("leaf/x.png", small)).contains("100000×100000 pixels");
    }

    @Test
    void refusesSizesThatNoNetworkTakes() {
        options.putAll(Map.of("height", "0", "width", "100000", "channels", "2"));
        assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> convert(two()))
                .withMessageContainingAll("height", "width", "100000", "channels");
    }

    private AbstractStringAssert<?> assertRefused(ImageArchives train) {
        files.put("train", List.of(train.bytes()));
        return assertThat(refusal().getMessage());
    }

    private InvalidFileException refusal() {
        return assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> Conversion.of(
                        Formats.named("image_folder").orElseThrow().with(options),
                        files,
                        LIMITS,
                        Files.createTempDirectory(directory, "refused")))
                .actual();
    }
}
