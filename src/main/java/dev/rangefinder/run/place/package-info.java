/** Where runs can be trained, on whatever server, and where they ask to be. */
@NamedInterface("place")
@NullMarked
package dev.rangefinder.run.place;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
