package dev.rangefinder.recommendation;

/**
 * One value at one rate.
 *
 * @param merit rises as training improves
 */
record Point(double logLr, double merit) {}
