/** Pure: what the files of an upload have in common, whatever their format: how many there may be, how they are read, what was found in them. */
@NamedInterface("format")
@NullMarked
package dev.rangefinder.dataset.format.file;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
