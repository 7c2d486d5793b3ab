package dev.rangefinder.recommendation.fit;

/** One value at one rate. */
public record Point(double logLr, double value) {}
