/** Pure: from the curves of a range test to a verdict, cyclic bounds, a step size, and the evidence for them. */
@ApplicationModule(allowedDependencies = {"shared", "curve", "schedule::form"})
@NullMarked
package dev.rangefinder.recommendation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
