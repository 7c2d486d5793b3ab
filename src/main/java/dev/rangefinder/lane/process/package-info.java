/** Trainers and trials as processes: how they are launched, limited, listened to and ended. */
@NullMarked
package dev.rangefinder.lane.process;

import org.jspecify.annotations.NullMarked;
