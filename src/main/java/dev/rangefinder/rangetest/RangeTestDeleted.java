package dev.rangefinder.rangetest;

import java.util.UUID;

/** A range test is deleted, with its runs and their curves; published in the transaction that does it. */
record RangeTestDeleted(UUID id) {}
