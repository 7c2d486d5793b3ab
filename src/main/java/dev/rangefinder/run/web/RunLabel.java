package dev.rangefinder.run.web;

import org.jspecify.annotations.Nullable;

/**
 * What a run is called within its group.
 *
 * @param entry of a comparison; absent in a range test
 */
public record RunLabel(@Nullable String entry, int repeat) {}
