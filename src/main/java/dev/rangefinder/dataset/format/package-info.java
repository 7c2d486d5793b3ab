/** Pure: reading the formats that people upload. */
@NamedInterface("format")
@NullMarked
package dev.rangefinder.dataset.format;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
