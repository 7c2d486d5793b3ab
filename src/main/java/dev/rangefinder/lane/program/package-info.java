/** Programs that this server starts: what they inherit, and what one says that is asked something. */
@NullMarked
package dev.rangefinder.lane.program;

import org.jspecify.annotations.NullMarked;
