package dev.rangefinder.recommendation;

/**
 * How far max stays below what the ramp shows, in decades.
 *
 * @param belowEdge below an edge that was seen
 * @param belowEnd below the highest rate seen, where the edge lies somewhere above it
 */
record Margin(double belowEdge, double belowEnd) {}
