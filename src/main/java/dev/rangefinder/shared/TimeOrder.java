package dev.rangefinder.shared;

import java.time.Instant;
import java.util.UUID;

/** Bounds in the order of ids, which is the order of time: version 7 begins with the millisecond (RFC 9562, 5.7). */
public final class TimeOrder {

    private static final int BITS_BEHIND_THE_TIME = 16;

    private TimeOrder() {}

    /** Not above any id of that millisecond. */
    public static UUID firstAt(Instant time) {
        return new UUID(time.toEpochMilli() << BITS_BEHIND_THE_TIME, 0);
    }

    /** Not below any id of that millisecond. */
    public static UUID lastAt(Instant time) {
        return new UUID((time.toEpochMilli() << BITS_BEHIND_THE_TIME) | 0xFFFF, -1);
    }
}
