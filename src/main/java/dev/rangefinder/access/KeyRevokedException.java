package dev.rangefinder.access;

import dev.rangefinder.shared.ConflictException;

/** A key that was revoked, which is for good. */
public class KeyRevokedException extends ConflictException {

    KeyRevokedException(String name) {
        super("key-revoked", "The key %s is revoked, for good; make another one.".formatted(name));
    }
}
