/** Pure: what the runs of a comparison say about its entries, by which rules, and how sure. */
@NamedInterface("judge")
@NullMarked
package dev.rangefinder.comparison.judge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
