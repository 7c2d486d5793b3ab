/**
 * The GPUs of this machine: which there are, which of them this process may use, and how they are. All of it is what
 * {@code nvidia-smi} says, so that no engine is loaded into the server.
 */
@NullMarked
package dev.rangefinder.lane.gpu;

import org.jspecify.annotations.NullMarked;
