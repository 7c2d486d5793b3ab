package dev.rangefinder.run.spec;

import org.jspecify.annotations.Nullable;

/**
 * How flat the loss is around the weights that a training has come to: of some training samples, as the network sees
 * them when it is evaluated. A value that is not a finite number is absent.
 *
 * @param samples that it was measured on
 * @param loss of them, mean over their labels
 * @param sharpness its rise after a step of {@link #RADIUS} up the gradient (Foret et al., arXiv 2010.01412)
 * @param adaptiveSharpness its rise after a step of {@link #ADAPTIVE_RADIUS} in units of each weight's own size (Kwon et
 *     al., arXiv 2102.11600)
 * @param noiseRise its mean rise when each filter is moved at random by {@link #NOISE} of its norm (Li et al., arXiv
 *     1712.09913)
 * @param largestEigenvalue of its Hessian
 * @param failure why nothing was measured, if that is so
 */
public record Flatness(
        int samples,
        @Nullable Double loss,
        @Nullable Double sharpness,
        @Nullable Double adaptiveSharpness,
        @Nullable Double noiseRise,
        @Nullable Double largestEigenvalue,
        @Nullable String failure) {

    /** The noise of so many is a fraction of what seeds differ by; all that is measured takes about eighty passes. */
    public static final int MOST_SAMPLES = 1000;

    /** Where batches are small, all that is measured costs no more than two thousand iterations of the training. */
    public static final int MOST_BATCHES = 32;

    /** What Foret et al. train with on most data sets. */
    public static final double RADIUS = 0.05;

    /** What Kwon et al. train with on CIFAR-10. */
    public static final double ADAPTIVE_RADIUS = 0.5;

    /** A tenth: within what Li et al. draw as the neighbourhood of a minimum, where losses still differ by little. */
    public static final double NOISE = 0.1;

    /** Nothing could be measured. */
    public static Flatness failed(int samples, String why) {
        return new Flatness(samples, null, null, null, null, null, why);
    }
}
