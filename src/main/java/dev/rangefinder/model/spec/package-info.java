/** Pure: what a network is, layer by layer, without a tensor library. */
@NamedInterface("spec")
@NullMarked
package dev.rangefinder.model.spec;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
