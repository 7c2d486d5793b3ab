package dev.rangefinder.dataset;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Shape;
import java.io.IOException;
import java.util.List;

/**
 * Ten figures, drawn anywhere, at any size, brighter or darker than their ground, among scribbles and noise. Place and
 * brightness change from sample to sample, so that convolutions pay and single pixels say little.
 */
record Shapes() implements BuiltIn {

    private static final List<Figure> FIGURES = List.of(Figure.values());

    /** As in MNIST, for which the architectures here were made. */
    private static final int SIDE = 28;

    private static final int PIXELS = SIDE * SIDE;

    /** Together about 6 MB: few enough to be drawn in a second, enough that a small network generalizes. */
    private static final int TRAIN_SAMPLES = 6000;

    private static final int TEST_SAMPLES = 1000;

    private static final long SEED = 28_28_10;

    /** In radians; a plus turned by 45° would be a cross, so the figures lean less than half of that. */
    private static final double LARGEST_TURN = 0.3;

    /** Short strokes that are no figure. */
    private static final int MOST_SCRIBBLES = 3;

    @Override
    public String name() {
        return "shapes";
    }

    @Override
    public String contentHash() {
        return "10b63387249e988aa92a945d0e7cc324adac29552d00eceebe4bfe8e066ab60e";
    }

    @Override
    public Layout layout() {
        return new Layout(new Shape(SIDE, SIDE, 1), ElementType.UINT8, FIGURES.size(), TRAIN_SAMPLES, TEST_SAMPLES);
    }

    @Override
    public void write(CanonicalWriter writer) throws IOException {
        StableRandom draws = new StableRandom(SEED);
        write(writer.train(), TRAIN_SAMPLES, draws);
        write(writer.test(), TEST_SAMPLES, draws);
    }

    private static void write(CanonicalWriter.Split split, int samples, StableRandom draws) throws IOException {
        double[] light = new double[PIXELS];
        byte[] image = new byte[PIXELS];
        for (int sample = 0; sample < samples; sample++) {
            int label = sample % FIGURES.size();
            draw(FIGURES.get(label), light, draws);
            expose(light, image, draws);
            split.inputs(image, PIXELS);
            split.labels().label(label);
        }
    }

    private static void draw(Figure figure, double[] light, StableRandom draws) {
        double ground = draws.between(70, 185);
        double slopeX = draws.between(-1.5, 1.5);
        double slopeY = draws.between(-1.5, 1.5);
        for (int i = 0; i < PIXELS; i++) {
            light[i] = ground + slopeX * (i % SIDE - SIDE / 2) + slopeY * (i / SIDE - SIDE / 2);
        }
        for (int scribbles = draws.below(MOST_SCRIBBLES + 1); scribbles > 0; scribbles--) {
            scribble(light, draws);
        }
        double size = draws.between(5.5, 10);
        Placed placed = Placed.of(
                draws.between(size, SIDE - size),
                draws.between(size, SIDE - size),
                size,
                draws.between(-LARGEST_TURN, LARGEST_TURN));
        double thickness = draws.between(0.16, 0.3);
        double contrast = draws.between(40, 110) * (draws.coin() ? 1 : -1);
        paint(light, placed, contrast, (x, y) -> figure.distance(x, y, thickness));
    }

    private static void scribble(double[] light, StableRandom draws) {
        double size = draws.between(2, 5);
        Placed placed =
                Placed.of(draws.between(0, SIDE), draws.between(0, SIDE), size, draws.between(0, StrictMath.PI));
        double contrast = draws.between(30, 90) * (draws.coin() ? 1 : -1);
        paint(light, placed, contrast, (x, y) -> Math.max(Math.abs(x) - 1, Math.abs(y) - 0.6 / size));
    }

    /** A pixel is covered as far as the edge's distance from its middle says: 0 or 1 from half a pixel on. */
    private static void paint(double[] light, Placed placed, double contrast, Outline outline) {
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                double pixels = placed.distance(outline, column + 0.5, row + 0.5);
                light[row * SIDE + column] += contrast * Math.clamp(0.5 - pixels, 0.0, 1.0);
            }
        }
    }

    private static void expose(double[] light, byte[] image, StableRandom draws) {
        double deviation = draws.between(6, 24);
        double[] noise = new double[2];
        for (int i = 0; i < PIXELS; i += 2) {
            draws.normalPair(noise);
            image[i] = value(light[i] + deviation * noise[0]);
            image[i + 1] = value(light[i + 1] + deviation * noise[1]);
        }
    }

    private static byte value(double light) {
        return (byte) Math.clamp((long) light, 0, 255);
    }

    private interface Outline {

        double distance(double x, double y);
    }

    /** Where an outline stands in the image, how large and how far turned. */
    private record Placed(double x, double y, double size, double cosine, double sine) {

        static Placed of(double x, double y, double size, double turn) {
            return new Placed(x, y, size, StrictMath.cos(turn), StrictMath.sin(turn));
        }

        double distance(Outline outline, double column, double row) {
            double right = (column - x) / size;
            double down = (row - y) / size;
            return size * outline.distance(cosine * right + sine * down, cosine * down - sine * right);
        }
    }
}
