package dev.rangefinder.run;

import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.run.spec.EndReason;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What an attempt writes. Every method refuses an attempt that is not the run's current one with
 * {@link StaleAttemptException}, under the lock of the run's row: a server that froze and wakes up cannot write.
 */
@Service
@Transactional
public class Attempts {

    private final TrainingRuns runs;
    private final CurveStore curves;
    private final DatabaseClock clock;
    private final RunSettings settings;
    private final ApplicationEventPublisher events;

    Attempts(
            TrainingRuns runs,
            CurveStore curves,
            DatabaseClock clock,
            RunSettings settings,
            ApplicationEventPublisher events) {
        this.runs = runs;
        this.curves = curves;
        this.clock = clock;
        this.settings = settings;
        this.events = events;
    }

    public void started(Attempt attempt, Map<String, String> provenance) {
        current(attempt).startTraining(provenance, clock.now());
    }

    public void observed(Attempt attempt, List<Observation> observations) {
        current(attempt).observe(observations.size());
        curves.append(attempt.run(), attempt.number(), observations);
    }

    public void succeeded(Attempt attempt, EndReason reason) {
        change(attempt, run -> run.succeed(reason, clock.now()));
    }

    public void failed(Attempt attempt, String message) {
        change(attempt, run -> run.failAttempt(message, settings.maxAttempts(), settings.retryPause(), clock.now()));
    }

    public void cancelled(Attempt attempt) {
        change(attempt, run -> run.cancelled(clock.now()));
    }

    /** Gives the run back unharmed, for another server to take. */
    public void handedBack(Attempt attempt) {
        change(attempt, run -> run.handBack(clock.now()));
    }

    private void change(Attempt attempt, Consumer<TrainingRun> change) {
        TrainingRun run = current(attempt);
        change.accept(run);
        if (run.state().isFinal()) {
            events.publishEvent(new RunChanged.Ended(run.groupId()));
        }
    }

    private TrainingRun current(Attempt attempt) {
        return runs.lock(attempt.run())
                .filter(run -> run.isCurrent(attempt))
                .orElseThrow(() -> new StaleAttemptException(attempt));
    }
}
