/** Pure: texts, as bytes or as tokens. */
@NamedInterface("format")
@NullMarked
package dev.rangefinder.dataset.format.text;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
