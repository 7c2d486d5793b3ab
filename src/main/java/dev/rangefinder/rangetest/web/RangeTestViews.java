package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.report.ReportStatus;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.DatabaseClock;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.Runs;
import dev.rangefinder.training.web.TrainingSummary;
import dev.rangefinder.training.web.TrainingViews;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Shows range tests with their runs, and with the trainings that use them: however many, by one query of each. */
@Component
class RangeTestViews {

    private final Runs runs;
    private final Reports reports;
    private final ReportSettings reportSettings;
    private final TrainingViews trainings;
    private final DatabaseClock clock;

    RangeTestViews(
            Runs runs, Reports reports, ReportSettings reportSettings, TrainingViews trainings, DatabaseClock clock) {
        this.runs = runs;
        this.reports = reports;
        this.reportSettings = reportSettings;
        this.trainings = trainings;
        this.clock = clock;
    }

    RangeTestView whole(RangeTest rangeTest) {
        return of(List.of(rangeTest), RangeTestView.Detail.WHOLE).apply(rangeTest);
    }

    /** Shows each of these as a list does. */
    Function<RangeTest, RangeTestView> brief(List<RangeTest> shown) {
        return of(shown, RangeTestView.Detail.BRIEF);
    }

    private Function<RangeTest, RangeTestView> of(List<RangeTest> shown, RangeTestView.Detail detail) {
        List<UUID> ids = shown.stream().map(RangeTest::getId).toList();
        Map<UUID, List<Run>> runsOf = runs.ofGroups(ids).stream().collect(Collectors.groupingBy(Run::groupId));
        Map<UUID, ReportStatus> reported = reports.statuses(shown.stream()
                .filter(rangeTest -> rangeTest.reported().isPresent())
                .map(RangeTest::getId)
                .toList());
        Map<UUID, List<TrainingSummary>> trainingsOf = trainings.latest(ids);
        Instant now = clock.now();
        return rangeTest -> RangeTestView.of(
                rangeTest,
                runsOf.getOrDefault(rangeTest.getId(), List.of()),
                reported,
                trainingsOf.getOrDefault(rangeTest.getId(), List.of()),
                reportSettings,
                detail,
                now);
    }
}
