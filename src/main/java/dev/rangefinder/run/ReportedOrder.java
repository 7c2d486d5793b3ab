package dev.rangefinder.run;

import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Schedule;

/** What a run is to do that its client trains; runs of one group differ in their repeat. */
public record ReportedOrder(
        int repeat, Schedule schedule, long iterations, long seed, StopRule stopRule, String client) {}
