/** Pure: folders of images: which image is of which class, and how it becomes a sample. */
@NamedInterface("format")
@NullMarked
package dev.rangefinder.dataset.format.image;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
