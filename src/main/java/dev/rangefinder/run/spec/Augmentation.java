package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done to images before they are trained on, another thing each time, drawn by the run's seed. It comes behind
 * the preprocessing, so that what is made up is the mean colour. Evaluation sees the middle of each image.
 *
 * @param pad places that are added at each edge, of which a random crop is then taken
 * @param crop the side of that crop; absent, the image's own size
 * @param leastArea the least share of the image that a random crop covers, which is then brought to size: random resized
 *     crops, with proportions from 3:4 to 4:3 (Szegedy et al., arXiv 1409.4842, section 6); absent, crops are not resized
 * @param flip whether every second image, by chance, is mirrored
 * @param cutout the side of a square around a random place that is blotted out (DeVries and Taylor, arXiv 1708.04552); 0
 *     for none
 */
public record Augmentation(
        int pad, @Nullable Integer crop, @Nullable Double leastArea, boolean flip, int cutout) {

    /** As much as the largest images have. */
    private static final int LARGEST_SIDE = 4096;

    public Augmentation {
        Check.fields()
                .between("pad", pad, 0, LARGEST_SIDE)
                .between("crop", crop == null ? 1 : crop, 1, LARGEST_SIDE)
                .that(
                        leastArea == null || (leastArea > 0 && leastArea <= 1),
                        "least_area",
                        leastArea,
                        "a number above 0, at most 1")
                .that(
                        leastArea == null || pad == 0,
                        "pad",
                        pad,
                        "0, or absent: random resized crops (least_area) lie within the image")
                .between("cutout", cutout, 0, LARGEST_SIDE)
                .orThrow();
    }

    @JsonCreator
    static Augmentation of(
            @Nullable Integer pad,
            @Nullable Integer crop,
            @Nullable Double leastArea,
            @Nullable Boolean flip,
            @Nullable Integer cutout) {
        return new Augmentation(
                Objects.requireNonNullElse(pad, 0),
                crop,
                leastArea,
                Objects.requireNonNullElse(flip, false),
                Objects.requireNonNullElse(cutout, 0));
    }

    /** What a network sees of images of that size. */
    public Shape of(Shape image) {
        return crop == null ? image : new Shape(crop, crop, image.channels());
    }

    /**
     * Checks it against the data.
     *
     * @param field in front of its own
     * @throws dev.rangefinder.shared.InvalidValuesException if there are no images, or smaller ones
     */
    public void require(String field, Layout layout) {
        Shape image = layout.shape();
        int side = Math.min(image.height(), image.width());
        Check.fields()
                .that(
                        !layout.isText() && side > 1,
                        field,
                        Json.MAPPER.valueToTree(this),
                        "absent: the samples of the data set are no images")
                .orThrow();
        Check.fields()
                .that(
                        crop == null || crop <= side,
                        field + "/crop",
                        crop,
                        "at most %d, as the images are %s".formatted(side, image))
                .that(
                        cutout <= Math.min(of(image).height(), of(image).width()),
                        field + "/cutout",
                        cutout,
                        "at most the side of what is seen of an image, which is %s".formatted(of(image)))
                .orThrow();
    }
}
