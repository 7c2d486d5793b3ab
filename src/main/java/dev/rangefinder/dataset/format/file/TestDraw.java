package dev.rangefinder.dataset.format.file;

import java.util.SplittableRandom;

/**
 * Draws which samples are for testing, one by one, exactly as many as wanted, each as likely as any other (D. E. Knuth,
 * The Art of Computer Programming, volume 2, section 3.4.2, algorithm S).
 */
public final class TestDraw {

    private final SplittableRandom random;
    private final int drawn;
    private int samplesLeft;
    private int toDraw;

    /**
     * At least one is drawn, and one is left for training: there are two samples at least, for there are two classes.
     */
    public TestDraw(int samples, double share, long seed) {
        random = new SplittableRandom(seed);
        samplesLeft = samples;
        drawn = Math.clamp(Math.round(samples * share), 1, samples - 1);
        toDraw = drawn;
    }

    /** How many are for testing. */
    public int drawn() {
        return drawn;
    }

    /** Whether the next sample is. */
    public boolean next() {
        boolean isDrawn = random.nextInt(samplesLeft--) < toDraw;
        toDraw -= isDrawn ? 1 : 0;
        return isDrawn;
    }
}
