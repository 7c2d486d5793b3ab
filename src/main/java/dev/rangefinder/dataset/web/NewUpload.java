package dev.rangefinder.dataset.web;

import dev.rangefinder.shared.Check;

/**
 * A file that is to come in parts.
 *
 * @param bytes of the whole file
 */
record NewUpload(long bytes) {

    NewUpload {
        Check.fields().between("bytes", bytes, 1, Long.MAX_VALUE).orThrow();
    }
}
