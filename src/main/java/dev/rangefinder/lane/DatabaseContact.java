package dev.rangefinder.lane;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the database has been in reach without a break. After an outage every lease has run out, whether or not its
 * server lives: only who has waited for the others to renew theirs may judge them.
 */
final class DatabaseContact {

    private final LongSupplier nanoTime;
    private final Duration longestBreak;
    private final Duration needed;
    private long sinceNanos;
    private long lastNanos;
    private boolean any;

    /**
     * No contact yet.
     *
     * @param lease how long a server keeps what it does not renew
     */
    DatabaseContact(Duration lease, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.longestBreak = lease.dividedBy(2);
        this.needed = lease;
    }

    /** The database has answered. */
    synchronized void made() {
        long now = nanoTime.getAsLong();
        if (!any || now - lastNanos > longestBreak.toNanos()) {
            any = true;
            sinceNanos = now;
        }
        lastNanos = now;
    }

    /** The database has not answered. */
    synchronized void lost() {
        any = false;
    }

    synchronized boolean isSettled() {
        return any
                && nanoTime.getAsLong() - lastNanos <= longestBreak.toNanos()
                && lastNanos - sinceNanos >= needed.toNanos();
    }
}
