/** Schedules of one's own, kept under the hash of their content. */
@NullMarked
package dev.rangefinder.schedule.store;

import org.jspecify.annotations.NullMarked;
