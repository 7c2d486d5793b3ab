package dev.rangefinder.recommendation.fit;

import java.util.List;

/**
 * A quantity that rises as training improves, such as the accuracy or the loss with its sign turned, as points by
 * repeat.
 *
 * @param start its value before training
 * @param startPoints the number of values that {@code start} was drawn from
 * @param noise its standard deviation from one point to the next
 */
record Signal(List<List<Point>> repeats, double start, int startPoints, double noise) {}
