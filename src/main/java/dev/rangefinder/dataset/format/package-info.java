/** Pure: reading the formats that people upload, and the one form in which every data set is kept and trained on. */
@NamedInterface("format")
@NullMarked
package dev.rangefinder.dataset.format;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
