package dev.rangefinder.recommendation;

import java.util.Locale;
import java.util.stream.Stream;

/** How a learning rate follows the batch size, as published. */
public enum BatchScaling {
    /** As the batch: the step per sample stays the same (Goyal et al., arXiv 1706.02677, section 2.1, of SGD). */
    LINEAR,
    /**
     * As the root of the batch: the noise per step stays the same (Krizhevsky, arXiv 1404.5997, of SGD; Malladi et al.,
     * arXiv 2205.10287, of Adam and RMSprop, whose steps do not grow with the gradient).
     */
    SQUARE_ROOT;

    /** What a rate is multiplied by. */
    public double factor(int fromBatchSize, int batchSize) {
        double ratio = (double) batchSize / fromBatchSize;
        return this == LINEAR ? ratio : Math.sqrt(ratio);
    }

    /**
     * The rule for an optimizer: linear where it steps along the gradient itself, of the square root where it divides
     * the gradient by its size, and where that is not known.
     *
     * @param optimizer its name, one that is built in or the client's own
     */
    public static BatchScaling of(String optimizer) {
        String name = optimizer.toLowerCase(Locale.ROOT);
        return Stream.of("sgd", "momentum", "nesterov").anyMatch(name::contains) ? LINEAR : SQUARE_ROOT;
    }
}
