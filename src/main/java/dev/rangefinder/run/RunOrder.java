package dev.rangefinder.run;

import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Schedule;

/** What a run is to do, and who trains it; runs of one group differ in their repeat. */
public sealed interface RunOrder permits ManagedOrder, ReportedOrder {

    int repeat();

    Schedule schedule();

    long iterations();

    long seed();

    StopRule stopRule();
}
