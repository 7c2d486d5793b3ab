package dev.rangefinder.schedule;

/**
 * The shape of half a cycle: what becomes of the height on the straight line, which goes from 0 to 1. The paper tried
 * all three and saw the same results (Smith, arXiv 1506.01186, section 3.1); Welch's mean is the highest, 2/3.
 */
public enum Window {
    LINEAR,
    WELCH,
    HANN;

    double of(double height) {
        return switch (this) {
            case LINEAR -> height;
            case WELCH -> 1 - (1 - height) * (1 - height);
            case HANN -> (1 - Math.cos(Math.PI * height)) / 2;
        };
    }
}
