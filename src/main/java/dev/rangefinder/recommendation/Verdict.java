package dev.rangefinder.recommendation;

/**
 * What a range test turned out to be; the bounds of every one but {@link #OK} and {@link #VERIFIED} are a cautious
 * guess.
 */
public enum Verdict {
    OK,
    /** Trained with, beside other cycles: the bounds are those of the cycle that did best. */
    VERIFIED,
    /** Training was still at its best at the highest rate seen. */
    UPPER_NOT_REACHED,
    /** The loss rose before it had ever fallen. */
    NEVER_LEARNED,
    /** Even the lowest rates were too high. */
    DIVERGED_AT_START,
    /** There may be an answer, but the noise hides it. */
    TOO_NOISY,
    /** The loss neither fell nor rose. */
    FLAT,
    /** Too few observations, too narrow a sweep, or one so fast that it diverged while it had only begun to learn. */
    TOO_SHORT
}
