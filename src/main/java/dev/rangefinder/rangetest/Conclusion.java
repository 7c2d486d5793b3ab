package dev.rangefinder.rangetest;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import dev.rangefinder.recommendation.race.Race;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunChanged;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Brings a range test to its end when its last run has ended, in that run's own transaction: so a recommendation is
 * saved exactly when the last run is.
 */
@Component
class Conclusion {

    private final RangeTestRepository rangeTests;
    private final Runs runs;
    private final Refinement refinement;
    private final Races races;
    private final Clock clock;
    private final JdbcClient jdbc;

    Conclusion(
            RangeTestRepository rangeTests,
            Runs runs,
            Refinement refinement,
            Races races,
            Clock clock,
            JdbcClient jdbc) {
        this.rangeTests = rangeTests;
        this.runs = runs;
        this.refinement = refinement;
        this.races = races;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    /**
     * Only the first run of a test takes its lock: else one server that froze with it would keep all others from
     * claiming.
     */
    @EventListener
    void on(RunChanged.Started event) {
        if (event.purpose() != Purpose.RANGE_TEST) {
            return;
        }
        if (isQueued(event.group())) {
            rangeTests.lock(event.group()).ifPresent(rangeTest -> rangeTest.start(clock.instant()));
        }
    }

    /** Asked at every claim, hence without JPA, whose own work takes longer than the answer. */
    private boolean isQueued(UUID id) {
        return jdbc.sql("select exists (select from range_test where id = :id and state = 'QUEUED')")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** The lock comes first: of two last runs that end at once, the second sees that the first has ended. */
    @EventListener
    void on(RunChanged.Ended event) {
        rangeTests.lock(event.group()).ifPresent(rangeTest -> {
            if (runs.progress(event.group()).stream()
                    .allMatch(run -> run.state().isFinal())) {
                conclude(rangeTest, runs.ofGroup(event.group()));
            }
        });
    }

    private void conclude(RangeTest rangeTest, List<Run> all) {
        Instant now = clock.instant();
        if (all.stream().anyMatch(run -> run.state() == RunState.CANCELLED)) {
            rangeTest.cancelled(now);
            return;
        }
        Optional<Race> race = rangeTest.race();
        if (race.isPresent()) {
            races.goOn(rangeTest, race.get(), all).ifPresent(answer -> rangeTest.succeed(answer, now));
            return;
        }
        CurvesToRead curves = CurvesToRead.of(all, runs);
        if (!curves.succeeded().isEmpty()) {
            Recommendation recommendation = recommendation(rangeTest, curves, all.size());
            races.start(rangeTest, refinement.after(rangeTest, recommendation))
                    .ifPresent(answer -> rangeTest.succeed(answer, now));
        } else if (!curves.silent().isEmpty()) {
            rangeTest.fail(recommendation(rangeTest, curves, all.size()), now);
        } else {
            rangeTest.fail(now);
        }
    }

    private static Recommendation recommendation(RangeTest rangeTest, CurvesToRead curves, int repeats) {
        int lost = repeats - curves.all().size();
        Recommendation recommendation = Algorithms.CURRENT.recommend(
                curves.all().stream().map(rangeTest::partToRead).toList(), rangeTest.context());
        if (!curves.silent().isEmpty()) {
            recommendation = recommendation.withDiagnosis(
                    "%d of %d repeats fell silent before their end; what they had reported is read."
                            .formatted(curves.silent().size(), repeats));
        }
        return lost == 0
                ? recommendation
                : recommendation.withDiagnosis(
                        "%d of %d repeats failed; this is drawn from the others.".formatted(lost, repeats));
    }
}
