/** Does the chores of the other rooms: when, on which server, and how much at a time. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package dev.rangefinder.housekeeping;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
