/** Pure: the one form in which every data set is kept, and which trainers read. */
@NamedInterface("samples")
@NullMarked
package dev.rangefinder.dataset.samples;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
