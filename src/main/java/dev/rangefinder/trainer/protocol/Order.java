package dev.rangefinder.trainer.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.dataset.format.StoredData;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Schedule;

/**
 * All that a trainer needs to know to train one run.
 *
 * @param device where: {@code cpu}, or {@code gpu:N}
 * @param threads how many the CPU kernels use; part of the order, since another number gives other sums
 */
@JsonTypeName("order")
public record Order(
        Workload workload,
        StoredData data,
        Schedule schedule,
        long iterations,
        long seed,
        Evaluation evaluation,
        StopRule stopRule,
        String device,
        int threads)
        implements ServerLine {}
