package dev.rangefinder.run;

import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.UUID;

/**
 * Who executes a run, and how long that is believed without a sign of life.
 *
 * @param owner a server
 */
@Embeddable
record Lease(UUID owner, Instant leaseUntil) {}
