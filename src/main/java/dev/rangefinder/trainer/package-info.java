/** The child process that trains one run: it reads an order, trains through DJL, writes observations, and ends. */
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "curve",
            "schedule",
            "dataset::located",
            "dataset::samples",
            "model::spec",
            "run::spec"
        })
@NullMarked
package dev.rangefinder.trainer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
