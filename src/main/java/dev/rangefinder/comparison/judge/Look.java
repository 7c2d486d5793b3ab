package dev.rangefinder.comparison.judge;

import org.jspecify.annotations.Nullable;

/**
 * What a run showed on samples that it does not train on.
 *
 * @param iterations how many were done by then
 * @param loss mean over the samples; null where only the accuracy is known
 * @param accuracy fraction right; null where only the loss is known
 */
public record Look(
        long iterations, @Nullable Double loss, @Nullable Double accuracy) {}
