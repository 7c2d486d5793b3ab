package dev.rangefinder.rangetest;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Recommender;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.run.RunChanged;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.TrainingRun;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Brings a range test to its end when its last run has ended, in that run's own transaction: so a recommendation is
 * saved exactly when the last run is.
 */
@Component
class Conclusion {

    private final RangeTestRepository rangeTests;
    private final Runs runs;
    private final Clock clock;

    Conclusion(RangeTestRepository rangeTests, Runs runs, Clock clock) {
        this.rangeTests = rangeTests;
        this.runs = runs;
        this.clock = clock;
    }

    /** Only the first run of a test takes its lock: else one server that froze with it would keep all others from claiming. */
    @EventListener
    void on(RunChanged.Started event) {
        rangeTests
                .stateOf(event.group())
                .filter(state -> state == RunState.QUEUED)
                .flatMap(state -> rangeTests.lock(event.group()))
                .ifPresent(rangeTest -> rangeTest.start(clock.instant()));
    }

    /** The lock comes first: of two last runs that end at once, the second sees that the first has ended. */
    @EventListener
    void on(RunChanged.Ended event) {
        rangeTests.lock(event.group()).ifPresent(rangeTest -> {
            if (runs.standings(event.group()).stream()
                    .allMatch(run -> run.state().isFinal())) {
                conclude(rangeTest, runs.ofGroup(event.group()));
            }
        });
    }

    private void conclude(RangeTest rangeTest, List<TrainingRun> all) {
        Instant now = clock.instant();
        List<TrainingRun> succeeded =
                all.stream().filter(run -> run.state() == RunState.SUCCEEDED).toList();
        if (all.stream().anyMatch(run -> run.state() == RunState.CANCELLED)) {
            rangeTest.cancelled(now);
        } else if (succeeded.isEmpty()) {
            rangeTest.fail(now);
        } else {
            rangeTest.succeed(recommendation(rangeTest, succeeded, all.size()), now);
        }
    }

    private Recommendation recommendation(RangeTest rangeTest, List<TrainingRun> succeeded, int repeats) {
        Recommendation recommendation = Recommender.recommend(
                succeeded.stream().map(runs::curve).toList(),
                new SweptRange(rangeTest.sweep().startLr(), rangeTest.sweep().endLr()),
                rangeTest.iterationsPerEpoch());
        return succeeded.size() == repeats
                ? recommendation
                : recommendation.withDiagnosis("%d of %d repeats failed; this is drawn from the others."
                        .formatted(repeats - succeeded.size(), repeats));
    }
}
