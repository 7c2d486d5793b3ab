package dev.rangefinder.dataset.located;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.ImageArchives;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.dataset.samples.StoredSamples;
import dev.rangefinder.testing.Tar;
import java.awt.Color;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarShardsTests {

    private static final SizeLimits LIMITS = new SizeLimits(1 << 30, 10);

    @TempDir
    private Path temporary;

    private Path location;

    @BeforeEach
    void makeTheLocation() throws IOException {
        location = Files.createDirectory(temporary.toRealPath().resolve("shards"));
    }

    private static byte[] image(int shade) {
        return ImageArchives.image("png", 3, 3, new Color(shade, shade, shade));
    }

    private StoredData indexed() throws IOException {
        Path directory = Files.createTempDirectory(temporary, "index");
        LocatedFormat format = LocatedFormats.of(
                "webdataset", Map.of("height", "2", "width", "2", "channels", "1", "test_share", "0.25"));
        return new StoredData(
                directory,
                LocatedData.index(directory, location, format, LIMITS)
                        .converted()
                        .layout(),
                location);
    }

    @Test
    void eachImageIsReadWhereItLiesWithTheClassBesideIt() throws IOException {
        for (int shard = 0; shard < 2; shard++) {
            Tar tar = new Tar();
            for (int i = 0; i < 4; i++) {
                int shade = 100 * shard + 10 * i;
                String key = "a.folder/%06d".formatted(i);
                tar.with(key + ".png", image(shade));
                if (i % 2 == 0) {
                    tar.with(key + ".cls", Integer.toString(i / 2) + "\n");
                } else {
                    tar.with(key + ".json", "{\"label\": %d, \"caption\": \"x\"}".formatted(i / 2));
                }
                tar.with(key + ".txt", "passed over");
            }
            Files.write(location.resolve("data-%d.tar".formatted(shard)), tar.bytes());
        }
        StoredData data = indexed();
        assertThat(data.layout().trainSamples()).isEqualTo(6);
        assertThat(data.layout().testSamples()).isEqualTo(2);
        assertThat(data.layout().classes()).isEqualTo(2);
        Set<Integer> shades = new HashSet<>();
        try (StoredSamples train = LocatedSamples.trainingShown(data);
                StoredSamples test = LocatedSamples.testShown(data)) {
            for (int i = 0; i < 8; i++) {
                StoredSamples part = i < 6 ? train : test;
                int sample = i < 6 ? i : i - 6;
                ByteBuffer pixels = part.inputs(sample);
                int shade = Byte.toUnsignedInt(pixels.get(0));
                assertThat(part.label(sample)).isEqualTo(shade % 100 / 10 / 2);
                shades.add(shade);
            }
        }
        assertThat(shades).containsExactlyInAnyOrder(0, 10, 20, 30, 100, 110, 120, 130);
    }

    @Test
    void theFoldersTrainAndValStayApart() throws IOException {
        for (String part : new String[] {"train", "val"}) {
            Files.createDirectory(location.resolve(part));
            Tar tar = new Tar();
            for (int i = 0; i < (part.equals("train") ? 3 : 2); i++) {
                tar.with(i + ".jpg", image(i)).with(i + ".cls", Integer.toString(i % 2));
            }
            Files.write(location.resolve(part).resolve("0.tar"), tar.bytes());
        }
        assertThat(indexed().layout().trainSamples()).isEqualTo(3);
        Files.write(location.resolve("more.tar"), new Tar().bytes());
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::indexed)
                .withMessageContaining("more.tar");
    }

    @Test
    void whatIsWrongIsSaidByTheFile() throws IOException {
        refused(
                new Tar().with("a.png", image(1)).with("a.cls", "0").with("b.png", image(1)),
                "'b.png' without a class");
        refused(new Tar().with("a.png", image(1)).with("a.cls", "cat"), "the class 'cat' in 'a.cls'");
        refused(new Tar().with("a.png", image(1)).with("a.cls", "10"), "from 0 to 9");
        refused(new Tar().with("a.png", image(1)).with("a.cls", "1").with("a.json", "{\"label\": 2}"), "two classes");
        refused(new Tar().with("a.png", image(1)).with("a.jpg", image(1)).with("a.cls", "1"), "beside 'a.png'");
        refused(new Tar().with("a.webp", image(1)).with("a.cls", "1"), "a.webp");
        refused(new Tar().with("a.json", "{").with("a.png", image(1)), "no JSON");
        refused(new Tar().with("a.cls", "1"), "without an image");
        byte[] whole = new Tar().with("a.png", image(1)).with("a.cls", "1").bytes();
        for (int length : new int[] {0, 100, 512, 1600, 2048}) {
            Files.write(location.resolve("0.tar"), Arrays.copyOf(whole, length));
            assertThatExceptionOfType(InvalidFileException.class)
                    .isThrownBy(this::indexed)
                    .withMessageContaining("'0.tar' with no end of a tar");
        }
    }

    private void refused(Tar tar, String why) throws IOException {
        Files.write(location.resolve("0.tar"), tar.bytes());
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::indexed)
                .withMessageContaining(why);
    }
}
