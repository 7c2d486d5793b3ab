package dev.rangefinder.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.StoredData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInTests {

    @TempDir
    private Path directory;

    static List<BuiltIn> all() {
        return BuiltIn.ALL;
    }

    @Test
    void stayTheSameForEver() {
        assertThat(new Shapes().contentHash())
                .isEqualTo("10b63387249e988aa92a945d0e7cc324adac29552d00eceebe4bfe8e066ab60e");
        assertThat(new Spirals().contentHash())
                .isEqualTo("490ac886e4de56148ece326328f39414522b0a18668e16e7009f331e58896d4a");
    }

    @ParameterizedTest
    @MethodSource("all")
    void comeOutAsTheirHashSays(BuiltIn builtIn) throws IOException {
        assertThat(made(builtIn)).isEqualTo(builtIn.contentHash());
    }

    @ParameterizedTest
    @MethodSource("all")
    void haveAsManySamplesOfEachClass(BuiltIn builtIn) throws IOException {
        made(builtIn);
        int classes = builtIn.layout().classes();
        assertThat(countsOf(StoredData.TRAIN_LABELS, classes))
                .containsOnly(builtIn.layout().trainSamples() / classes);
        assertThat(countsOf(StoredData.TEST_LABELS, classes))
                .containsOnly(builtIn.layout().testSamples() / classes);
    }

    @Test
    void shapesUseTheWholeRangeOfBytesAndSeldomItsEnds() throws IOException {
        made(new Shapes());
        byte[] pixels = Files.readAllBytes(directory.resolve(StoredData.TRAIN_INPUTS));
        assertThat(IntStream.range(0, pixels.length)
                        .map(i -> Byte.toUnsignedInt(pixels[i]))
                        .distinct()
                        .count())
                .isEqualTo(256);
        assertThat(IntStream.range(0, pixels.length)
                        .filter(i -> pixels[i] == 0 || pixels[i] == -1)
                        .count())
                .isLessThan(pixels.length / 20);
    }

    @Test
    void spiralsStayNearTheUnitDisc() throws IOException {
        made(new Spirals());
        FloatBuffer values = read(StoredData.TRAIN_INPUTS).asFloatBuffer();
        for (int i = 0; i < values.limit(); i++) {
            assertThat(values.get(i)).isBetween(-1.2f, 1.2f);
        }
    }

    @Test
    void figuresAreEmptyFarAway() {
        for (Figure figure : Figure.values()) {
            assertThat(figure.distance(3, 0, 0.2)).as("%s, right of it", figure).isPositive();
            assertThat(figure.distance(0, 3, 0.2)).as("%s, below it", figure).isPositive();
        }
    }

    private String made(BuiltIn builtIn) throws IOException {
        try (CanonicalWriter writer = new CanonicalWriter(directory)) {
            builtIn.write(writer);
            return writer.finish(builtIn.layout());
        }
    }

    private int[] countsOf(String file, int classes) throws IOException {
        int[] counts = new int[classes];
        IntBuffer labels = read(file).asIntBuffer();
        while (labels.hasRemaining()) {
            counts[labels.get()]++;
        }
        return counts;
    }

    private ByteBuffer read(String file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(directory.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    }
}
