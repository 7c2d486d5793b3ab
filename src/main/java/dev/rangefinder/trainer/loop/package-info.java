/** Pure: the order of things in a training, without a tensor library. */
@NullMarked
package dev.rangefinder.trainer.loop;

import org.jspecify.annotations.NullMarked;
