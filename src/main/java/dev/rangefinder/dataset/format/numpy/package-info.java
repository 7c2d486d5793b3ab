/** Pure: arrays as NumPy writes them. */
@NamedInterface("format")
@NullMarked
package dev.rangefinder.dataset.format.numpy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
