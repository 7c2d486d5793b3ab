package dev.rangefinder.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Augmentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is done to an image, against the same done step by step. */
class CropTests {

    private static final Shape IMAGE = new Shape(7, 6, 2);
    private static final int DRAWS = 2000;

    private static float value(int row, int column, int channel) {
        return 100 * row + 10 * column + channel + 1;
    }

    private static float[] image(Shape shape) {
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            int place = i / shape.channels();
            values[i] = value(place / shape.width(), place % shape.width(), i % shape.channels());
        }
        return values;
    }

    private static float[] seen(Crop crop, Shape image, Shape to, int cutout) {
        float[] seen = new float[to.size()];
        crop.write(image(image), image, seen, to, cutout);
        return seen;
    }

    private static List<Crop> drawn(Augmentation augmentation, Shape image) {
        SplittableRandom random = new SplittableRandom(11);
        List<Crop> crops = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            crops.add(Crop.drawn(augmentation, image, random));
        }
        return crops;
    }

    /** The image in a frame of zeros, the part cut out of it, turned over, and the square set to zero. */
    private static float[] stepByStep(Crop crop, int pad, int side, int cutout) {
        float[][][] framed = new float[IMAGE.height() + 2 * pad][IMAGE.width() + 2 * pad][IMAGE.channels()];
        for (int row = 0; row < IMAGE.height(); row++) {
            for (int column = 0; column < IMAGE.width(); column++) {
                for (int channel = 0; channel < IMAGE.channels(); channel++) {
                    framed[row + pad][column + pad][channel] = value(row, column, channel);
                }
            }
        }
        float[] result = new float[side * side * IMAGE.channels()];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                for (int channel = 0; channel < IMAGE.channels(); channel++) {
                    int from = crop.mirrored() ? side - 1 - column : column;
                    boolean cut = row >= crop.cutTop()
                            && row < crop.cutTop() + cutout
                            && column >= crop.cutLeft()
                            && column < crop.cutLeft() + cutout;
                    result[(row * side + column) * IMAGE.channels() + channel] =
                            cut ? 0 : framed[crop.top() + pad + row][crop.left() + pad + from][channel];
                }
            }
        }
        return result;
    }

    @Test
    void aPaddedCropIsWhatItIsStepByStep() {
        Augmentation augmentation = new Augmentation(2, 5, null, true, 3);
        for (Crop crop : drawn(augmentation, IMAGE)) {
            assertThat(seen(crop, IMAGE, augmentation.of(IMAGE), 3)).isEqualTo(stepByStep(crop, 2, 5, 3));
        }
    }

    @Test
    void everyPlaceIsDrawnAndNoOther() {
        List<Crop> crops = drawn(new Augmentation(2, 5, null, true, 3), IMAGE);
        assertThat(values(crops.stream().map(Crop::top).toList())).isEqualTo(upTo(-2, 4));
        assertThat(values(crops.stream().map(Crop::left).toList())).isEqualTo(upTo(-2, 3));
        assertThat(values(crops.stream().map(Crop::cutTop).toList())).isEqualTo(upTo(-1, 3));
        assertThat(crops.stream().filter(Crop::mirrored).count()).isBetween(DRAWS * 45L / 100, DRAWS * 55L / 100);
    }

    private static Set<Integer> values(List<Integer> all) {
        return Set.copyOf(all);
    }

    private static Set<Integer> upTo(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toSet());
    }

    @Test
    void aResizedCropHasItsShareOfTheAreaAndItsProportions() {
        Shape image = new Shape(60, 80, 1);
        for (Crop crop : drawn(new Augmentation(0, 10, 0.2, false, 0), image)) {
            assertThat(crop.height() * crop.width() / 4800.0).isBetween(0.18, 1.0);
            assertThat((double) crop.width() / crop.height()).isBetween(0.7, 1.4);
            assertThat(crop.top()).isBetween(0, image.height() - crop.height());
            assertThat(crop.left()).isBetween(0, image.width() - crop.width());
        }
        assertThat(drawn(new Augmentation(0, null, 1.0, false, 0), new Shape(10, 40, 1)))
                .as("no such part is in it, but the middle")
                .containsOnly(new Crop(0, 13, 10, 13, false, 0, 0));
    }

    /** Between pixels of a plane lie its own values; beyond the middles of the outermost ones, theirs. */
    @Test
    void bringsToSizeByBilinearInterpolation() {
        Shape image = new Shape(9, 11, 1);
        Crop crop = new Crop(2, 3, 5, 4, false, 0, 0);
        float[] seen = seen(crop, image, new Shape(8, 3, 1), 0);
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 3; column++) {
                double y = Math.clamp((row + 0.5) * 5 / 8 - 0.5, 0, 4);
                double x = Math.clamp((column + 0.5) * 4 / 3 - 0.5, 0, 3);
                assertThat(seen[row * 3 + column]).isCloseTo((float) (100 * (2 + y) + 10 * (3 + x) + 1), within(1e-3f));
            }
        }
        assertThat(seen(new Crop(0, 0, 1, 2, false, 0, 0), image, new Shape(1, 4, 1), 0))
                .containsExactly(1, 3.5f, 8.5f, 11);
    }

    @Test
    void evaluationSeesTheMiddle() {
        Shape image = new Shape(4, 6, 1);
        ImageView view = Cropped.evaluation(new Augmentation(3, 2, null, true, 2), image);
        assertThat(view.shape()).isEqualTo(new Shape(2, 2, 1));
        assertThat(view.of(image(image)))
                .containsExactly(value(1, 2, 0), value(1, 3, 0), value(2, 2, 0), value(2, 3, 0));
    }

    @Test
    void whatIsDrawnFollowsFromTheSeedAlone() {
        Augmentation augmentation = new Augmentation(2, null, null, true, 2);
        ImageView one = Cropped.training(augmentation, IMAGE, 5);
        ImageView same = Cropped.training(augmentation, IMAGE, 5);
        ImageView other = Cropped.training(augmentation, IMAGE, 6);
        int different = 0;
        for (int i = 0; i < 50; i++) {
            float[] seen = one.of(image(IMAGE)).clone();
            assertThat(same.of(image(IMAGE))).isEqualTo(seen);
            different += Arrays.equals(other.of(image(IMAGE)), seen) ? 0 : 1;
        }
        assertThat(different).isGreaterThan(40);
    }
}
