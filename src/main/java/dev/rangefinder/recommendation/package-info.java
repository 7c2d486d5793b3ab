/**
 * Pure: what a recommendation says, with verdict, cyclic bounds, step size and evidence; it is drawn in
 * {@code algorithm}.
 */
@ApplicationModule(allowedDependencies = {"shared", "curve", "drawing"})
@NullMarked
package dev.rangefinder.recommendation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
