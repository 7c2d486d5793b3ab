package dev.rangefinder.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change that a caller asked for.
 *
 * @param action the route, as the contract has it, or a command
 * @param subject what was changed: what was made, or what was asked for, as a path
 * @param address where the request came from
 * @param outcome the status of the answer; null where none was given, since the server died or is at it still
 */
public record AuditEntry(
        UUID id,
        Instant at,
        String caller,
        String action,
        String subject,
        String address,
        @Nullable Integer outcome) {}
