package dev.rangefinder.comparison.judge;

import org.jspecify.annotations.Nullable;

/**
 * What a comparison is judged by beside its curves.
 *
 * @param baseline the name of the entry that all others are held against
 * @param margin a difference that does not matter; null for that of the judge
 * @param samples how many samples each look was at: an accuracy is known to one of them
 * @param guessedAccuracy of a network that has learned nothing; what a run counts whose loss is no longer a number
 * @param guessedLoss the same for the loss
 */
public record Terms(
        String baseline, @Nullable Double margin, long samples, double guessedAccuracy, double guessedLoss) {

    /** The terms of a data set with so many classes, equally frequent; with one, of a regression, whose labels are scaled. */
    public static Terms ofClasses(String baseline, @Nullable Double margin, long samples, int classes) {
        if (classes == 1) {
            return new Terms(baseline, margin, samples, 0, 1);
        }
        return new Terms(baseline, margin, samples, 1.0 / classes, Math.log(classes));
    }
}
