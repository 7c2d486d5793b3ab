package dev.rangefinder.run;

import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Schedule;

/** What a client is to train, and to report; the service knows of its workload what it is told beside. */
public record ReportedOrder(int repeat, Schedule schedule, long iterations, long seed, StopRule stopRule, String client)
        implements RunOrder {}
