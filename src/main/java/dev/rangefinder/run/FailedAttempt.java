package dev.rangefinder.run;

import java.time.Instant;

/** An attempt that cost its run a try. */
public record FailedAttempt(int attempt, Instant at, String message) {}
