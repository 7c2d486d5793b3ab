package dev.rangefinder.recommendation;

/** The longest run within what was asked for that ends with a whole cycle. */
public record RunLength(long iterations, long cycles) {}
