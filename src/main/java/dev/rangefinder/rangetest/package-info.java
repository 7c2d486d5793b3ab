/** Range tests: runs under a ladder of learning rates, and the recommendation drawn from their curves. */
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
            "schedule::render",
            "schedule::web",
            "recommendation",
            "recommendation::algorithm",
            "recommendation::race",
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
            "training::web"
        })
@NullMarked
package dev.rangefinder.rangetest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
