/** The manners of the API that every controller shares: problem answers, pages, idempotency, limits. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.shared.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
