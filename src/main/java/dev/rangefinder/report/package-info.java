/** Runs that clients train: what is reported of them, and what follows from it. */
@ApplicationModule(
        allowedDependencies = {"shared", "shared::web", "curve", "schedule", "run", "run::place", "run::spec"})
@NullMarked
package dev.rangefinder.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
