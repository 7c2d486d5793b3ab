package dev.rangefinder.run;

import java.util.UUID;

/** Where a run stands, without what it was ordered to do: cheap to ask for again and again. */
public record RunProgress(UUID run, int repeat, int attempt, RunState state, long iterationsDone, long iterations) {}
