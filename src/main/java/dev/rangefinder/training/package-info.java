/** Trainings elsewhere that use a schedule drawn from a range test, and how they turned out. */
@ApplicationModule(
        allowedDependencies = {
            "quota",
            "shared",
            "shared::web",
            "access",
            "curve",
            "schedule",
            "schedule::store",
            "run",
            "run::spec",
            "report",
            "report::curve",
            "report::web"
        })
@NullMarked
package dev.rangefinder.training;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
