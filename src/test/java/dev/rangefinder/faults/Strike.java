package dev.rangefinder.faults;

import java.time.Instant;

/** A fault that has happened, and whom it befell. */
record Strike(Fault fault, String victim, Instant at) {}
