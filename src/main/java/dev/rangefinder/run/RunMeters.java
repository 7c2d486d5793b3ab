package dev.rangefinder.run;

import dev.rangefinder.run.place.Offer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Counts what happens to runs on this server: when it is committed, not when it is tried; at once where there is no
 * transaction.
 */
@Component
public class RunMeters {

    private final MeterRegistry meters;
    private final Counter retried;
    private final Counter takenOver;
    private final Counter refused;
    private final Counter observations;
    private final DistributionSummary waited;

    RunMeters(MeterRegistry meters) {
        this.meters = meters;
        this.retried = meters.counter("rangefinder.runs.retried");
        this.takenOver = meters.counter("rangefinder.runs.taken.over");
        this.refused = meters.counter("rangefinder.writes.refused");
        this.observations = meters.counter("rangefinder.observations");
        this.waited = meters.summary("rangefinder.run.waited.share");
    }

    void claimed(Offer offer) {
        afterCommit(() ->
                meters.counter("rangefinder.runs.claimed", "lane", offer.lane()).increment());
    }

    void takenOver() {
        afterCommit(takenOver::increment);
    }

    public void observed(int count) {
        afterCommit(() -> observations.increment(count));
    }

    /** A training is over that waited for samples for such a share of its time. */
    void waited(double share) {
        waited.record(share);
    }

    /** A write that comes to nothing anyway. */
    void refused() {
        refused.increment();
    }

    /** An attempt failed, which may have been the last one. */
    void failed(Run run) {
        if (!run.state().isFinal()) {
            afterCommit(retried::increment);
        }
    }

    /** A lane started no trainer. */
    void notStarted(Run run) {
        String lane = run.lane().orElse("none");
        afterCommit(() ->
                meters.counter("rangefinder.launches.failed", "lane", lane).increment());
    }

    /** Times the last attempt of a run that is over; one that was reported had none, and is counted. */
    void ended(Run run) {
        if (run.order() instanceof ReportedOrder) {
            afterCommit(() ->
                    meters.counter("rangefinder.reported.runs", "end", end(run)).increment());
        }
        run.lastAttemptTook()
                .ifPresent(took -> afterCommit(
                        () -> meters.timer("rangefinder.run", "lane", run.lane().orElse("none"), "end", end(run))
                                .record(took)));
    }

    private static String end(Run run) {
        return run.endReason()
                .<Enum<?>>map(reason -> reason)
                .or(run::failureReason)
                .map(Enum::name)
                .orElse(run.state().name())
                .toLowerCase(Locale.ROOT);
    }

    private static void afterCommit(Runnable count) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            count.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                count.run();
            }
        });
    }
}
