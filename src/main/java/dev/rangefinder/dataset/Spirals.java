package dev.rangefinder.dataset;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Shape;
import java.io.IOException;

/** Points in the plane on interleaved arms of a spiral: small enough to train in seconds, not separable by lines. */
record Spirals() implements BuiltIn {

    private static final int ARMS = 4;

    private static final int TRAIN_SAMPLES = 4000;
    private static final int TEST_SAMPLES = 1000;

    private static final long SEED = 4_2;

    /** How often an arm goes round. */
    private static final double TURNS = 1.25;

    /** Where the arms begin, before they would touch. */
    private static final double INNER_RADIUS = 0.15;

    /** At the inner end, where the arms are nearest, the middle between two of them is 3.5 deviations away. */
    private static final double NOISE = 0.03;

    @Override
    public String name() {
        return "spirals";
    }

    @Override
    public String contentHash() {
        return "490ac886e4de56148ece326328f39414522b0a18668e16e7009f331e58896d4a";
    }

    @Override
    public Layout layout() {
        return new Layout(new Shape(1, 1, 2), ElementType.FLOAT32, ARMS, TRAIN_SAMPLES, TEST_SAMPLES);
    }

    @Override
    public void write(CanonicalWriter writer) throws IOException {
        StableRandom draws = new StableRandom(SEED);
        write(writer.train(), TRAIN_SAMPLES, draws);
        write(writer.test(), TEST_SAMPLES, draws);
    }

    private static void write(CanonicalWriter.Split split, int samples, StableRandom draws) throws IOException {
        double[] noise = new double[2];
        for (int sample = 0; sample < samples; sample++) {
            int arm = sample % ARMS;
            double along = draws.between(0, 1);
            double radius = INNER_RADIUS + (1 - INNER_RADIUS) * along;
            double angle = 2 * StrictMath.PI * (TURNS * along + (double) arm / ARMS);
            draws.normalPair(noise);
            split.input((float) (radius * StrictMath.cos(angle) + NOISE * noise[0]));
            split.input((float) (radius * StrictMath.sin(angle) + NOISE * noise[1]));
            split.labels().label(arm);
        }
    }
}
