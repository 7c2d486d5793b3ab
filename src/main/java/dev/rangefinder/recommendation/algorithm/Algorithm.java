package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.TestContext;
import java.util.List;

/**
 * A version of the rules, as one whole object: what a test is pinned by. Any change to an answer that was released is a
 * new one. It is a pure function, and total: no curves are too bad for it.
 */
public interface Algorithm {

    /** As it is called in recommendations and queries. */
    String id();

    /**
     * Reads all repeats of a test together.
     *
     * @param curves one for each repeat, in any order
     */
    Recommendation recommend(List<Curve> curves, TestContext context);
}
