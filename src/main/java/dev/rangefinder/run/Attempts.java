package dev.rangefinder.run;

import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Flatness;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    private final RunRepository runs;
    private final CurveStore curves;
    private final DatabaseClock clock;
    private final RunSettings settings;
    private final ApplicationEventPublisher events;
    private final RunMeters meters;

    Attempts(
            RunRepository runs,
            CurveStore curves,
            DatabaseClock clock,
            RunSettings settings,
            ApplicationEventPublisher events,
            RunMeters meters) {
        this.runs = runs;
        this.curves = curves;
        this.clock = clock;
        this.settings = settings;
        this.events = events;
        this.meters = meters;
    }

    public void started(Attempt attempt, Map<String, String> provenance) {
        current(attempt).startTraining(provenance, clock.now());
    }

    /** Keeps observations, in order and without gaps; those that are kept already are kept once. */
    public void observed(Attempt attempt, List<Observation> observations) {
        if (!observations.isEmpty()
                && current(attempt).observe(observations.getFirst().iteration(), observations.size())) {
            curves.append(attempt.run(), attempt.number(), observations);
            meters.observed(observations.size());
        }
    }

    /**
     * The training came to an end of its own.
     *
     * @param flatness where it was to be measured and could be
     */
    public void succeeded(Attempt attempt, EndReason reason, @Nullable Flatness flatness) {
        change(attempt, run -> run.succeed(reason, flatness, clock.now()));
    }

    /** Which share of a training's time was spent waiting for samples. */
    public void waited(double share) {
        meters.waited(share);
    }

    /**
     * The attempt failed, and the run is tried again as often as it may be.
     *
     * @param stderr the last of what its trainer wrote there
     */
    public void failed(Attempt attempt, String message, String stderr) {
        change(attempt, run -> {
            run.failAttempt(message, stderr, settings.maxAttempts(), settings.retryPause(), clock.now());
            meters.failed(run);
        });
    }

    /**
     * No trainer was started, which is no fault of the run: it goes back to its place in the queue, and says why it
     * waits.
     */
    public void notStarted(Attempt attempt, String message) {
        change(attempt, run -> {
            run.notStarted(message, clock.now());
            meters.notStarted(run);
        });
    }

    /** The attempt failed in a way in which every other would. */
    public void gaveUp(Attempt attempt, FailureReason reason, String message, String stderr) {
        change(attempt, run -> run.giveUp(reason, message, stderr, clock.now()));
    }

    public void cancelled(Attempt attempt) {
        change(attempt, run -> run.cancelled(clock.now()));
    }

    /** Gives the run back unharmed, for another server to take. */
    public void handedBack(Attempt attempt) {
        change(attempt, run -> run.handBack(clock.now()));
    }

    private void change(Attempt attempt, Consumer<Run> change) {
        Run run = current(attempt);
        change.accept(run);
        if (run.state().isFinal()) {
            meters.ended(run);
            events.publishEvent(new RunChanged.Ended(run.groupId()));
        }
    }

    private Run current(Attempt attempt) {
        return runs.lock(attempt.run()).filter(run -> run.isCurrent(attempt)).orElseThrow(() -> {
            meters.refused();
            return new StaleAttemptException(attempt);
        });
    }
}
