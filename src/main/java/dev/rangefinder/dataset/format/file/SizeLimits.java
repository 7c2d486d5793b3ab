package dev.rangefinder.dataset.format.file;

/**
 * How much a file may ask of this server.
 *
 * @param maxUncompressedBytes of one file, its header included: what a compressed file promises is refused above it
 * @param maxClasses of a data set
 */
public record SizeLimits(long maxUncompressedBytes, int maxClasses) {}
