package dev.rangefinder.report;

import dev.rangefinder.report.curve.ReceivedIterations;
import dev.rangefinder.run.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reporter is told.
 *
 * @param stopAtIteration the first iteration not to be trained; absent while there is none
 * @param reason why to stop, where {@code stop} is true
 * @param receivedThrough the iteration up to which this rank has reported all; -1 for none
 * @param durable whether all that {@code received_through} and {@code missing} say has survived, whatever crashes from
 *     now on
 * @param missing gaps behind it, both ends inclusive; absent where there are none
 */
public record ReportReceipt(
        RunState state,
        boolean stop,
        @Nullable Long stopAtIteration,
        @Nullable StopReason reason,
        long receivedThrough,
        boolean durable,
        @Nullable List<List<Long>> missing) {

    /** What is left out of many gaps comes with the next answers. */
    private static final int MOST_GAPS = 100;

    /** Where a run stands that goes on. */
    static ReportReceipt of(ReportProgress report, int rank, boolean durable) {
        return of(RunState.RUNNING, null, report, rank, durable);
    }

    /** Where a run stands that is over, which is always kept for good before it is said. */
    static ReportReceipt of(RunState state, StopReason reason, ReportProgress report, int rank) {
        return of(state, reason, report, rank, true);
    }

    private static ReportReceipt of(
            RunState state, @Nullable StopReason reason, ReportProgress report, int rank, boolean durable) {
        ReceivedIterations received = report.of(rank);
        List<List<Long>> gaps = received.missing(MOST_GAPS).stream()
                .map(gap -> List.of(gap.first(), gap.last()))
                .toList();
        return new ReportReceipt(
                state,
                reason != null,
                report.stopAt().orElse(null),
                reason,
                received.through(),
                durable,
                gaps.isEmpty() ? null : gaps);
    }
}
