package dev.rangefinder.report.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.report.Report;
import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.report.curve.LossKind;
import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.shared.web.BodyLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a run is reported, and what is borne of its reporters. */
public record ReporterView(
        int ranks,
        LossKind loss,
        @Nullable Double smoothing,
        @JsonProperty("report_timeout_s") double reportTimeoutSeconds,
        @JsonProperty("resume_window_s") double resumeWindowSeconds,
        Limits limits) {

    /** In one report, in one body, and in one stretch of time. */
    public record Limits(
            int observationsPerReport,
            int window,
            long bodyBytes,
            int reports,
            @JsonProperty("reports_window_s") double reportsWindowSeconds) {}

    public static ReporterView of(Reporting reporting, ReportSettings settings) {
        return new ReporterView(
                reporting.ranks(),
                reporting.loss(),
                reporting.smoothing(),
                seconds(settings.reportTimeout()),
                seconds(settings.resumeWindow()),
                new Limits(
                        Report.MOST_OBSERVATIONS,
                        settings.window(),
                        BodyLimit.BYTES,
                        settings.reports(),
                        seconds(settings.reportsWindow())));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
