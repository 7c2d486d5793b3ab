package dev.rangefinder.run.web;

import dev.rangefinder.run.RunState;
import java.util.Optional;
import java.util.UUID;

/** Runs that were ordered together, as events tell of them. */
public interface RunGroup {

    UUID id();

    /** How many runs it has. */
    int runs();

    /** Where it stands; empty if it was deleted. */
    Optional<RunState> state();

    /** What the run of that number within the group is called in events. */
    RunLabel label(int run);

    /** What the last event says; empty if it was deleted. */
    Optional<?> end();
}
