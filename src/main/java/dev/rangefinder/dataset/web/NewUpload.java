package dev.rangefinder.dataset.web;

/**
 * A file that is to come in parts.
 *
 * @param bytes of the whole file
 */
record NewUpload(long bytes) {}
