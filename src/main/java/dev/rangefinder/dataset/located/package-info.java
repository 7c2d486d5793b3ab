/** Pure: data sets that stay where they lie: what is kept of them, how they are indexed, checked and read. */
@NamedInterface("located")
@NullMarked
package dev.rangefinder.dataset.located;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
