package dev.rangefinder.shared.web;

import java.io.IOException;

/** A body above the limit for its kind. */
class BodyTooLargeException extends IOException {

    BodyTooLargeException(long limitBytes) {
        super("The body is larger than %d bytes, the most that is accepted here.".formatted(limitBytes));
    }
}
