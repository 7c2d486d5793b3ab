package dev.rangefinder.dataset.format.file;

import dev.rangefinder.dataset.samples.Layout;

/** What was written, and what its owner should know of it. */
public record Converted(Layout layout, Description description) {}
