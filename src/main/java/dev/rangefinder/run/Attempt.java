package dev.rangefinder.run;

import java.util.UUID;

/** One try at executing a run: the fencing token of all that it writes. */
public record Attempt(UUID run, int number) {}
