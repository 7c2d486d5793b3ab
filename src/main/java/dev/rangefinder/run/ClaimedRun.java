package dev.rangefinder.run;

import java.util.UUID;

/** A run that a slot has taken: the attempt that this began, and what is to be trained. */
public record ClaimedRun(Attempt attempt, UUID groupId, ManagedOrder order) {}
