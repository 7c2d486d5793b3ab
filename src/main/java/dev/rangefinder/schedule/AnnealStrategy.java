package dev.rangefinder.schedule;

/** How a phase of one_cycle goes from its first value to its last; the names are torch's. */
public enum AnnealStrategy {
    COS,
    LINEAR;

    double between(double from, double to, double part) {
        return switch (this) {
            case COS -> Cosine.anneal(from, to, part);
            case LINEAR -> Cycle.between(from, to, part);
        };
    }
}
