package dev.rangefinder.run;

import dev.rangefinder.run.spec.EndReason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The states of runs that clients train, changed in the caller's transaction. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class ReportedRuns {

    private final RunRepository runs;
    private final DatabaseClock clock;
    private final ApplicationEventPublisher events;
    private final RunMeters meters;

    ReportedRuns(RunRepository runs, DatabaseClock clock, ApplicationEventPublisher events, RunMeters meters) {
        this.runs = runs;
        this.clock = clock;
        this.events = events;
        this.meters = meters;
    }

    /** Makes runs that wait for their first report, in the order of their orders. */
    public List<Run> await(Purpose purpose, UUID group, List<ReportedOrder> orders) {
        Instant now = clock.now();
        return runs.saveAll(orders.stream()
                .map(order -> new Run(purpose, group, order, now))
                .toList());
    }

    /** The run, locked until the transaction ends. */
    public Run lock(UUID run) {
        return runs.lock(run).orElseThrow(() -> new IllegalStateException("there is no run " + run));
    }

    /** The first report has come, or one after a silence. */
    public void goOn(Run run) {
        boolean isFirst = run.state() == RunState.QUEUED;
        run.goOn(clock.now());
        if (isFirst) {
            events.publishEvent(new RunChanged.Started(run.purpose(), run.groupId()));
        }
    }

    public void stall(Run run) {
        run.stall();
    }

    public void succeed(Run run, EndReason reason) {
        run.succeed(reason, null, clock.now());
        ended(run);
    }

    /** Nothing was reported for so long that nothing more is expected. */
    public void fallSilent(Run run) {
        run.fallSilent(clock.now());
        ended(run);
    }

    private void ended(Run run) {
        meters.ended(run);
        events.publishEvent(new RunChanged.Ended(run.groupId()));
    }
}
