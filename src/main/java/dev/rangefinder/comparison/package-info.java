/** Comparisons: several schedules trained on one budget with the same seeds, and what their runs say about them. */
@ApplicationModule(
        allowedDependencies = {
            "quota",
            "shared",
            "shared::web",
            "access",
            "curve",
            "drawing",
            "drawing::web",
            "schedule",
            "schedule::store",
            "recommendation",
            "dataset",
            "dataset::samples",
            "model",
            "model::spec",
            "run",
            "run::place",
            "run::spec",
            "run::web",
            "report",
            "report::curve",
            "report::web",
            "training",
            "rangetest",
            "rangetest::submission"
        })
@NullMarked
package dev.rangefinder.comparison;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
