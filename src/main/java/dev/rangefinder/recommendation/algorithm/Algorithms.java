package dev.rangefinder.recommendation.algorithm;

import java.util.List;
import java.util.Optional;

/**
 * The versions of the rules that tests can be read by. One that is taken from the list is gone; what it answered stays
 * stored.
 */
public final class Algorithms {

    /** What new tests are read by. */
    public static final Algorithm CURRENT = new NineSteps();

    private static final List<Algorithm> ALL = List.of(CURRENT);

    private Algorithms() {}

    public static List<String> ids() {
        return ALL.stream().map(Algorithm::id).toList();
    }

    public static Optional<Algorithm> named(String id) {
        return ALL.stream().filter(algorithm -> algorithm.id().equals(id)).findFirst();
    }
}
