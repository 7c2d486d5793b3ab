package dev.rangefinder.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.Style.Fill;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import dev.rangefinder.shared.InvalidValuesException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTests {

    private static final int WHITE = 0xffffffff;

    private static BufferedImage image(Drawing drawing) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(drawing.png()));
    }

    private static boolean isInked(BufferedImage image, int left, int top, int width, int height) {
        return IntStream.range(left, left + width)
                .anyMatch(x -> IntStream.range(top, top + height).anyMatch(y -> image.getRGB(x, y) != WHITE));
    }

    @Test
    void everyMarkIsSeenWhereItStands() throws IOException {
        Drawing drawing = new Drawing(PictureSize.USUAL, 200, 100, "marks");
        drawing.area(new Fill("area", Colour.ORANGE, 1), 10, 10, 20, 20);
        drawing.polygon(
                new Fill("polygon", Colour.GREEN, 1),
                List.of(new Position(40, 10), new Position(60, 10), new Position(50, 30)));
        drawing.line(new Stroke("line", Colour.BLUE, 3), 70, 15, 90, 15);
        drawing.polyline(
                new Stroke("polyline", Colour.PURPLE, 3, 1, "5 3"),
                List.of(new Position(100, 15), new Position(120, 15)));
        drawing.frame(new Stroke("frame", Colour.FRAME, 2), 130, 10, 150, 30);
        drawing.text(Lettering.LABEL, 190, 30, Anchor.END, "end");
        drawing.sideways(Lettering.LABEL, 20, 70, "upwards");

        BufferedImage image = image(drawing);

        assertThat(image.getRGB(15, 15)).isEqualTo(0xffc4561a);
        assertThat(image.getRGB(50, 15)).isEqualTo(0xff2d8a4e);
        assertThat(image.getRGB(80, 15)).isEqualTo(0xff1f6fb4);
        assertThat(image.getRGB(102, 15)).isEqualTo(0xff7d3fb8);
        assertThat(image.getRGB(106, 15)).as("between two dashes").isEqualTo(WHITE);
        assertThat(image.getRGB(140, 20)).as("within a frame").isEqualTo(WHITE);
        assertThat(isInked(image, 128, 15, 5, 5)).isTrue();
        assertThat(isInked(image, 165, 18, 25, 14)).as("text before its end").isTrue();
        assertThat(isInked(image, 191, 18, 9, 14)).as("and not after it").isFalse();
        assertThat(isInked(image, 8, 50, 14, 40)).as("text upwards").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1600, 960, 800, 480",
        "400, 240, 800, 480",
        "1600, 480, 1600, 480",
        ", 960, 800, 480",
        "1200,, 800, 480",
        ",, 800, 480"
    })
    void aPictureIsAsLargeAsIsAskedFor(Integer width, Integer height, int unitsAcross, int unitsUpwards)
            throws IOException {
        Drawing drawing = new Drawing(new PictureSize(width, height), 800, 480, "size");

        assertThat(List.of(drawing.width(), drawing.height())).containsExactly(unitsAcross, unitsUpwards);
        BufferedImage image = image(drawing);
        if (width != null) {
            assertThat(image.getWidth()).isEqualTo(width);
        }
        if (height != null) {
            assertThat(image.getHeight()).isEqualTo(height);
        }
        assertThat((double) image.getWidth() / image.getHeight()).isEqualTo((double) unitsAcross / unitsUpwards);
    }

    @Test
    void aSizeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new PictureSize(100_000, -1))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("400 to 3840 pixels")
                .hasMessageContaining("150 to 2160 pixels");
    }

    @Test
    void textThatHasNoRoomIsShortened() {
        assertThat(Drawing.shortened("a name that does not end", Lettering.TITLE, 100))
                .startsWith("a name")
                .endsWith("…")
                .hasSizeLessThan(15);
        assertThat(Drawing.shortened("short", Lettering.TITLE, 100)).isEqualTo("short");
    }
}
