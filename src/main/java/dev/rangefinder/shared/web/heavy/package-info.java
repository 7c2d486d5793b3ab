/** What computes for long: on threads of its own, a little at a time, for as long as its client waits. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.shared.web.heavy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
