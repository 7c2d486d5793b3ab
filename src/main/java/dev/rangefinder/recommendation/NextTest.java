package dev.rangefinder.recommendation;

/**
 * The sweep that would answer what this one did not; what is not named here stays as it was.
 *
 * @param repeats in all, those of this test included where the rates are the same
 */
public record NextTest(double startLr, double endLr, long iterations, int repeats) {}
