package dev.rangefinder.run;

import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Json;

/**
 * What a lane is to train.
 *
 * @param datasetHash of the contents, so that a data set of the same name that came later is not taken for it
 * @param flatness whether that of the minimum is to be measured at the end
 */
public record ManagedOrder(
        int repeat,
        Workload workload,
        String datasetHash,
        Schedule schedule,
        long iterations,
        long seed,
        Evaluation evaluation,
        StopRule stopRule,
        boolean flatness,
        Placement placement)
        implements RunOrder {

    /** As PyTorch does, refuses a schedule that moves a momentum which the optimizer has not. */
    public ManagedOrder {
        Check.fields()
                .that(
                        schedule.momentum(0).isEmpty() || workload.optimizer().hasMomentum(),
                        "workload/optimizer",
                        Json.MAPPER.valueToTree(workload.optimizer()),
                        "one with a momentum, which the schedule cycles")
                .orThrow();
    }
}
