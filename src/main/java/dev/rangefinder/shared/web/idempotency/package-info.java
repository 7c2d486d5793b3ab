/** Requests that may be sent twice and take effect once, by their {@code Idempotency-Key}. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.shared.web.idempotency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
