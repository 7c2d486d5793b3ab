package dev.rangefinder.dataset;

import java.util.SplittableRandom;

/**
 * Random numbers that are the same on every machine and in every Java: SplittableRandom's 64 bits are SplitMix64, whose
 * results are published; what is made of them is made here, by exact arithmetic.
 */
final class StableRandom {

    private static final double UNIT = 0x1.0p-53;

    /** The standard deviation of a sum of four bytes, each of variance (256² - 1) / 12. */
    private static final double SUM_DEVIATION = StrictMath.sqrt(4 * (256.0 * 256.0 - 1) / 12);

    private static final int SUM_MEAN = 4 * 255 / 2;

    private final SplittableRandom random;

    StableRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    double between(double least, double most) {
        return least + (most - least) * ((random.nextLong() >>> 11) * UNIT);
    }

    int below(int bound) {
        return (int) between(0, bound);
    }

    boolean coin() {
        return random.nextLong() < 0;
    }

    /** Two numbers that are nearly normal, with mean 0 and deviation 1: each a sum of four bytes. */
    void normalPair(double[] pair) {
        long bits = random.nextLong();
        pair[0] = normal((int) bits);
        pair[1] = normal((int) (bits >>> 32));
    }

    private static double normal(int bits) {
        int sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
        return (sum - SUM_MEAN) / SUM_DEVIATION;
    }
}
