/** Pure: how samples get from a data set on disk into batches. */
@NullMarked
package dev.rangefinder.trainer.data;

import org.jspecify.annotations.NullMarked;
