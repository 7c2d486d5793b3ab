/** Pure: tables of text: what their columns are, and how their values become numbers. */
@NamedInterface("format")
@NullMarked
package dev.rangefinder.dataset.format.table;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
