/** What a run observed, iteration by iteration: the pure curve, its store, thinning, and its forms on the wire. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package dev.rangefinder.curve;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
