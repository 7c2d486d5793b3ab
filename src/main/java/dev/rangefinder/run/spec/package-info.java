/** Pure: what a run is asked to do, in the words that a submission and a trainer share. */
@NamedInterface("spec")
@NullMarked
package dev.rangefinder.run.spec;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
