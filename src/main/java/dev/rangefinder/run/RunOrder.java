package dev.rangefinder.run;

import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Schedule;

/** What a run is to do; runs of one group differ in their repeat. */
public record RunOrder(
        int repeat,
        Workload workload,
        String datasetHash,
        Schedule schedule,
        long iterations,
        long seed,
        Evaluation evaluation,
        StopRule stopRule,
        Placement placement) {}
