package dev.rangefinder.schedule;

import dev.rangefinder.shared.Check;

/** The geometry that cyclical policies share (Smith, arXiv 1506.01186, section 3.1): a rise, a fall, again and again. */
record Cycle(long stepSizeUp, long stepSizeDown) {

    /** More iterations than any training has, and few enough that two halves and an iteration add up in 64 bits. */
    static final long LONGEST_STEP_SIZE = 1L << 53;

    static void check(double baseLr, double maxLr, long stepSizeUp, long stepSizeDown) {
        Check.fields()
                .notNegative("base_lr", baseLr)
                .positive("max_lr", maxLr)
                .that(!(baseLr >= maxLr), "base_lr", baseLr, "a rate below max_lr (%s)".formatted(maxLr))
                .between("step_size_up", stepSizeUp, 1, LONGEST_STEP_SIZE)
                .between("step_size_down", stepSizeDown, 1, LONGEST_STEP_SIZE)
                .orThrow();
    }

    /** How many whole cycles lie before the iteration. */
    long index(long iteration) {
        return iteration / (stepSizeUp + stepSizeDown);
    }

    /** Where between base (0) and max (1) the iteration stands. */
    double height(long iteration) {
        long position = iteration % (stepSizeUp + stepSizeDown);
        return position <= stepSizeUp
                ? (double) position / stepSizeUp
                : (double) (stepSizeUp + stepSizeDown - position) / stepSizeDown;
    }

    /** Written so that the result never leaves [base, max]; {@code base + (max - base) * height} can, by an ulp. */
    static double between(double baseLr, double maxLr, double height) {
        return baseLr * (1 - height) + maxLr * height;
    }
}
