/** One training of one workload under one schedule with one seed: its states, its attempts, its place in the queue. */
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "shared::web",
            "curve",
            "schedule",
            "dataset",
            "dataset::samples",
            "model",
            "model::spec",
            "quota"
        })
@NullMarked
package dev.rangefinder.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
