/** A real PostgreSQL of our own, durable, for users who name none. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package dev.rangefinder.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
