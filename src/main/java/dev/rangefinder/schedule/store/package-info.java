/** Schedules of one's own, kept under the hash of their content. */
@NamedInterface("store")
@NullMarked
package dev.rangefinder.schedule.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
