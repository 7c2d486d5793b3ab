/** PyTorch itself: which libraries it is, how it is called, what it says of itself and of what failed. */
@NullMarked
package dev.rangefinder.trainer.djl.engine;

import org.jspecify.annotations.NullMarked;
