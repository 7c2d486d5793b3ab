/** Pure: the formats that people upload, each with how it is read. */
@NamedInterface("format")
@NullMarked
package dev.rangefinder.dataset.format;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
