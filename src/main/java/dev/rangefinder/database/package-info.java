/** A real PostgreSQL of our own, durable, for whoever does not name one. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package dev.rangefinder.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
