package dev.rangefinder.comparison;

import dev.rangefinder.comparison.judge.EntryRuns;
import dev.rangefinder.comparison.judge.Judge;
import dev.rangefinder.comparison.judge.Judgement;
import dev.rangefinder.comparison.judge.Judges;
import dev.rangefinder.comparison.judge.RunResult;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunChanged;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Brings a comparison to its end when its last run has ended, in that run's own transaction: so a result is saved
 * exactly when the last run is.
 */
@Component
public class ComparisonResults {

    private final ComparisonRepository comparisons;
    private final Runs runs;
    private final Clock clock;

    ComparisonResults(ComparisonRepository comparisons, Runs runs, Clock clock) {
        this.comparisons = comparisons;
        this.runs = runs;
        this.clock = clock;
    }

    /** Only the first run takes the lock: else one server that froze with it would keep all others from claiming. */
    @EventListener
    void on(RunChanged.Started event) {
        comparisons
                .stateOf(event.group())
                .filter(state -> state == RunState.QUEUED)
                .flatMap(state -> comparisons.lock(event.group()))
                .ifPresent(comparison -> comparison.start(clock.instant()));
    }

    /** The lock comes first: of two last runs that end at once, the second sees that the first has ended. */
    @EventListener
    void on(RunChanged.Ended event) {
        comparisons.lock(event.group()).ifPresent(comparison -> {
            if (runs.progress(event.group()).stream()
                    .allMatch(run -> run.state().isFinal())) {
                conclude(comparison, runs.ofGroup(event.group()));
            }
        });
    }

    private void conclude(Comparison comparison, List<Run> all) {
        Instant now = clock.instant();
        if (all.stream().anyMatch(run -> run.state() == RunState.CANCELLED)) {
            comparison.cancelled(now);
            return;
        }
        List<EntryRuns> entries = entries(comparison, all);
        if (isComparable(entries, comparison.order().baseline())) {
            comparison.succeed(Judges.CURRENT.judge(entries, comparison.terms()), now);
        } else {
            comparison.fail(now);
        }
    }

    /** Whether any entry has a run with the seed of one of the baseline's. */
    private static boolean isComparable(List<EntryRuns> entries, String baseline) {
        List<Integer> ofBaseline = entries.stream()
                .filter(entry -> entry.name().equals(baseline))
                .flatMap(entry -> entry.runs().stream())
                .map(RunResult::repeat)
                .toList();
        return entries.stream()
                .filter(entry -> !entry.name().equals(baseline))
                .flatMap(entry -> entry.runs().stream())
                .anyMatch(run -> ofBaseline.contains(run.repeat()));
    }

    /** What a judge says to the curves of a comparison that has succeeded. */
    @Transactional(readOnly = true)
    public Judgement judged(Comparison comparison, Judge judge) {
        return judge.judge(entries(comparison, runs.ofGroup(comparison.getId())), comparison.terms());
    }

    /** The curves of a comparison that has succeeded, with what is said of them. */
    @Transactional(readOnly = true)
    public String picture(Comparison comparison, Judgement judgement) {
        return ComparisonPicture.of(
                        comparison.order(), entries(comparison, runs.ofGroup(comparison.getId())), judgement)
                .svg();
    }

    private List<EntryRuns> entries(Comparison comparison, List<Run> all) {
        ComparisonOrder order = comparison.order();
        return IntStream.range(0, order.entries().size())
                .mapToObj(entry -> new EntryRuns(
                        order.entries().get(entry).name(),
                        order.repeats(),
                        all.stream()
                                .filter(run -> run.repeat() / order.repeats() == entry)
                                .filter(run -> run.state() == RunState.SUCCEEDED)
                                .map(run ->
                                        RunResult.of(comparison.repeatOf(run.repeat()), run.seed(), runs.curve(run)))
                                .toList()))
                .toList();
    }
}
