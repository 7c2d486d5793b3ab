package dev.rangefinder.trainer.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Schedule;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All that a trainer needs to know to train one run.
 *
 * @param module the file of the workload's model, if that is an uploaded one
 * @param flatness whether it is to be measured at the end
 * @param device where: {@code cpu}, or {@code gpu:N}
 * @param threads how many the CPU kernels use; part of the order, since another number gives other sums
 */
@JsonTypeName("order")
public record Order(
        Workload workload,
        StoredData data,
        @Nullable Path module,
        Schedule schedule,
        long iterations,
        long seed,
        Evaluation evaluation,
        StopRule stopRule,
        boolean flatness,
        String device,
        int threads)
        implements ServerLine {}
