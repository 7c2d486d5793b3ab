package dev.rangefinder.training.web;

import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.report.ReportStatus;
import dev.rangefinder.report.curve.Outcome;
import dev.rangefinder.report.web.ReporterView;
import dev.rangefinder.run.FailureReason;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.training.Training;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A training as JSON. */
public record TrainingView(
        UUID id,
        UUID rangeTest,
        @Nullable String name,
        RunState state,
        String scheduleId,
        String policy,
        Schedule schedule,
        long iterations,
        Map<String, String> tags,
        ReporterView reporting,
        long receivedThrough,
        @Nullable EndReason endReason,
        @Nullable FailureReason failureReason,
        Outcome outcome,
        Instant createdAt,
        @Nullable Instant endedAt,
        Links links) {

    /** Where the rest of it is. */
    public record Links(String self, String observations, String curve, String rangeTest, String schedule) {

        static Links of(Training training) {
            String self = TrainingController.PATH + "/" + training.getId();
            return new Links(
                    self,
                    self + "/observations",
                    self + "/curve",
                    "/v1/range-tests/" + training.rangeTest(),
                    "/v1/schedules/" + training.scheduleId());
        }
    }

    static TrainingView of(Training training, Run run, ReportStatus status, ReportSettings settings) {
        return new TrainingView(
                training.getId(),
                training.rangeTest(),
                training.name().orElse(null),
                run.state(),
                training.scheduleId(),
                training.policy(),
                training.schedule(),
                training.iterations(),
                training.tags(),
                ReporterView.of(training.reporting(), settings),
                status.receivedThrough(),
                run.endReason().orElse(null),
                run.failureReason().orElse(null),
                status.outcome(),
                training.createdAt(),
                run.endedAt().orElse(null),
                Links.of(training));
    }
}
