package dev.rangefinder.run;

import java.time.Instant;

/**
 * A launch that started no trainer, which is no fault of its run: the API of a cluster is away, a quota is full, there
 * is no such image.
 */
public record LaunchFailure(int attempt, Instant at, String message) {}
