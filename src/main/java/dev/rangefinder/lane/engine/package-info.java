/** Which PyTorch trainers compute with: found, proved by a trial in a process of its own, and named. */
@NullMarked
package dev.rangefinder.lane.engine;

import org.jspecify.annotations.NullMarked;
