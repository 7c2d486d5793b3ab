package dev.rangefinder.comparison.web;

import dev.rangefinder.comparison.Comparison;
import dev.rangefinder.comparison.submission.Trained;
import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.report.ReportStatus;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.DatabaseClock;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Shows comparisons with their runs: however many, by one query of each. */
@Component
class ComparisonViews {

    private final Runs runs;
    private final Reports reports;
    private final ReportSettings reportSettings;
    private final DatabaseClock clock;

    ComparisonViews(Runs runs, Reports reports, ReportSettings reportSettings, DatabaseClock clock) {
        this.runs = runs;
        this.reports = reports;
        this.reportSettings = reportSettings;
        this.clock = clock;
    }

    ComparisonView of(Comparison comparison) {
        return of(List.of(comparison)).apply(comparison);
    }

    /** What shows each of some comparisons. */
    Function<Comparison, ComparisonView> of(List<Comparison> shown) {
        Map<UUID, List<Run>> runsOf = runs
                .ofGroups(shown.stream().map(Comparison::getId).toList())
                .stream()
                .collect(Collectors.groupingBy(Run::groupId));
        Map<UUID, ReportStatus> reported = reports.statuses(shown.stream()
                .filter(comparison -> comparison.order().trained() instanceof Trained.Reported)
                .map(Comparison::getId)
                .toList());
        Instant now = clock.now();
        return comparison -> ComparisonView.of(
                comparison, runsOf.getOrDefault(comparison.getId(), List.of()), reported, reportSettings, now);
    }
}
