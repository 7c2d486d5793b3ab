/** Pure: what a schedule looks like on the wire and on paper, written as it is computed, whatever its length. */
@NamedInterface("render")
@NullMarked
package dev.rangefinder.schedule.render;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
