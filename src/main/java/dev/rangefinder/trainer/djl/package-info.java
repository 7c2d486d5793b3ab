/** The training itself, on PyTorch through DJL: the only package that touches DJL. */
@NullMarked
package dev.rangefinder.trainer.djl;

import org.jspecify.annotations.NullMarked;
