package dev.rangefinder.trainer.data;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Augmentation;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Views of images: another part each time, or always the middle. */
final class Cropped implements ImageView {

    private final Shape image;
    private final Shape shape;
    private final int cutout;
    private final Supplier<Crop> crops;
    private final float[] seen;

    private Cropped(Shape image, Shape shape, int cutout, Supplier<Crop> crops) {
        this.image = image;
        this.shape = shape;
        this.cutout = cutout;
        this.crops = crops;
        this.seen = new float[shape.size()];
    }

    /** As the seed says, image after image. */
    static ImageView training(Augmentation augmentation, Shape image, long seed) {
        // apart from the shuffling, which has the same seed, and from the weights, which have the first that is split
        // off
        SplittableRandom apart = new SplittableRandom(seed);
        SplittableRandom ignored = apart.split();
        SplittableRandom random = apart.split();
        return new Cropped(
                image, augmentation.of(image), augmentation.cutout(), () -> Crop.drawn(augmentation, image, random));
    }

    static ImageView evaluation(Augmentation augmentation, Shape image) {
        Shape shape = augmentation.of(image);
        Crop middle = Crop.middle(image, shape);
        return new Cropped(image, shape, 0, () -> middle);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public float[] of(float[] values) {
        crops.get().write(values, image, seen, shape, cutout);
        return seen;
    }
}
