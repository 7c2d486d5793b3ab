package dev.rangefinder.access;

import java.util.Locale;

/** What takes another role than the caller's. */
public class RoleNeededException extends RuntimeException {

    public RoleNeededException(Role needed, Role had) {
        super("This takes a key of the role %s; the one that was sent has the role %s."
                .formatted(needed.name().toLowerCase(Locale.ROOT), had.name().toLowerCase(Locale.ROOT)));
    }
}
