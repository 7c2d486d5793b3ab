/**
 * Which lanes this process has, and on which devices: read from its settings, and kept apart from other servers of the
 * machine.
 */
@NullMarked
package dev.rangefinder.lane.catalogue;

import org.jspecify.annotations.NullMarked;
