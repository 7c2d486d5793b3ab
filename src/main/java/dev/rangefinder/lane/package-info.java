/** Where runs execute: lanes with their slots, the trainer process in each, and the watch over it. */
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "shared::files",
            "access",
            "curve",
            "dataset",
            "dataset::located",
            "dataset::samples",
            "model",
            "model::spec",
            "run",
            "run::place",
            "run::spec",
            "trainer",
            "trainer::protocol"
        })
@NullMarked
package dev.rangefinder.lane;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
