package dev.rangefinder.access;

/** What a caller may do: each role may do what those before it may. */
public enum Role {
    /** Look at everything but keys. */
    READ,
    /** What a training script does: announce what it trains itself, and report it. */
    REPORT,
    /** Have the service train; upload, cancel and delete. */
    SUBMIT,
    /** Make and revoke keys; see who changed what. */
    ADMIN;

    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
