package dev.rangefinder.report;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is borne of those who report.
 *
 * @param reportTimeout without a report for so long, a run is stalled; longer than an evaluation or a checkpoint mostly
 *     takes
 * @param resumeWindow a run that is stalled for so long, or of which nothing ever came, is failed; a training that is
 *     killed in the evening may go on the next day
 * @param window how many iterations ahead of its first gap a rank may report; the gaps of that many fit into a row
 * @param reports how often one address may report in {@code reports-window}; reporters that send a batch a second or
 *     two are hundreds
 */
@ConfigurationProperties("rangefinder.report")
public record ReportSettings(
        @DefaultValue("2m") Duration reportTimeout,
        @DefaultValue("24h") Duration resumeWindow,
        @DefaultValue("10000") int window,
        @DefaultValue("1000") int reports,
        @DefaultValue("5s") Duration reportsWindow) {

    /** A row with a gap at every second iteration of it is about 2 MB. */
    private static final int WIDEST_WINDOW = 100_000;

    public ReportSettings {
        Check.fields()
                .that(atLeastOneSecond(reportTimeout), "report-timeout", reportTimeout, "1 s or more")
                .that(atLeastOneSecond(resumeWindow), "resume-window", resumeWindow, "1 s or more")
                .between("window", window, 1, WIDEST_WINDOW)
                .between("reports", reports, 1, 10_000_000)
                .that(atLeastOneSecond(reportsWindow), "reports-window", reportsWindow, "1 s or more")
                .orThrow();
    }

    private static boolean atLeastOneSecond(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) >= 0;
    }
}
