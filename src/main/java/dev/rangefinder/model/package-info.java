/** The catalogue of networks that a managed run can train. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package dev.rangefinder.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
