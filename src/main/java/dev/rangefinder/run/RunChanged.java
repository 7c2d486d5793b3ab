package dev.rangefinder.run;

import java.util.UUID;

/**
 * Something happened to a run that those who ordered it want to know. Published inside the transaction that changes the
 * run, so that what they do about it is done if and only if the change is.
 */
public sealed interface RunChanged {

    UUID group();

    /** A slot has taken the run, or a client has begun it. What it is for spares others to ask whether it is theirs. */
    record Started(Purpose purpose, UUID group) implements RunChanged {}

    /** The run is in a final state. */
    record Ended(UUID group) implements RunChanged {}
}
