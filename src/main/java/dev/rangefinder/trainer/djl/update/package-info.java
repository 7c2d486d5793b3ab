/** How weights are moved: the formula of each optimizer, clipping, the scale of the loss. */
@NullMarked
package dev.rangefinder.trainer.djl.update;

import org.jspecify.annotations.NullMarked;
