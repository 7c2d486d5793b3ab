package dev.rangefinder.training.web;

import dev.rangefinder.report.curve.Outcome;
import dev.rangefinder.run.RunState;
import dev.rangefinder.training.Training;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A training as its range test shows it: under which schedule it trained, and how that turned out. */
public record TrainingSummary(
        UUID id,
        @Nullable String name,
        RunState state,
        String policy,
        String scheduleId,
        long iterations,
        Outcome outcome) {

    static TrainingSummary of(Training training, RunState state, Outcome outcome) {
        return new TrainingSummary(
                training.getId(),
                training.name().orElse(null),
                state,
                training.policy(),
                training.scheduleId(),
                training.iterations(),
                outcome);
    }
}
