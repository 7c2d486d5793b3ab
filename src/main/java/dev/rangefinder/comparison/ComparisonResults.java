package dev.rangefinder.comparison;

import dev.rangefinder.comparison.judge.EntryRuns;
import dev.rangefinder.comparison.judge.Judge;
import dev.rangefinder.comparison.judge.Judgement;
import dev.rangefinder.comparison.judge.Judges;
import dev.rangefinder.comparison.judge.Metric;
import dev.rangefinder.comparison.judge.RunResult;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.dataset.samples.Task.Score;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunChanged;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.spec.EndReason;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Brings a comparison to its end when its last run has ended, in that run's own transaction: so a result is saved
 * exactly when the last run is.
 */
@Component
public class ComparisonResults {

    private final ComparisonRepository comparisons;
    private final Runs runs;
    private final Clock clock;
    private final JdbcClient jdbc;

    ComparisonResults(ComparisonRepository comparisons, Runs runs, Clock clock, JdbcClient jdbc) {
        this.comparisons = comparisons;
        this.runs = runs;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    /** Only the first run takes the lock: else one server that froze with it would keep all others from claiming. */
    @EventListener
    void on(RunChanged.Started event) {
        if (event.purpose() != Purpose.COMPARISON) {
            return;
        }
        if (isQueued(event.group())) {
            comparisons.lock(event.group()).ifPresent(comparison -> comparison.start(clock.instant()));
        }
    }

    /** Asked at every claim, hence without JPA, whose own work takes longer than the answer. */
    private boolean isQueued(UUID id) {
        return jdbc.sql("select exists (select from comparison where id = :id and state = 'QUEUED')")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** The lock comes first: of two last runs that end at once, the second sees that the first has ended. */
    @EventListener
    void on(RunChanged.Ended event) {
        comparisons.lock(event.group()).ifPresent(this::concludeIfOver);
    }

    /** In the caller's transaction; a comparison of trainings that took place elsewhere is over when it is submitted. */
    void concludeIfOver(Comparison comparison) {
        if (runs.progress(comparison.getId()).stream()
                .allMatch(run -> run.state().isFinal())) {
            conclude(comparison, runs.ofGroup(comparison.getId()));
        }
    }

    private void conclude(Comparison comparison, List<Run> all) {
        Instant now = clock.instant();
        comparison.start(now); // one whose runs have all come from elsewhere was never taken
        if (all.stream().anyMatch(run -> run.state() == RunState.CANCELLED)) {
            comparison.cancelled(now);
            return;
        }
        List<EntryRuns> entries = entries(comparison, all);
        if (isComparable(entries, comparison.order().baseline())) {
            comparison.succeed(judgement(Judges.CURRENT, comparison, entries, all), now);
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

    /** What a judge says to the curves of a comparison that has succeeded; no transaction lasts as long as that. */
    public Judgement judged(Comparison comparison, Judge judge) {
        List<Run> all = runs.ofGroup(comparison.getId());
        return judgement(judge, comparison, entries(comparison, all), all);
    }

    private static Judgement judgement(Judge judge, Comparison comparison, List<EntryRuns> entries, List<Run> all) {
        Judgement judgement = judge.judge(entries, comparison.terms(entries));
        long ended =
                all.stream().filter(run -> run.state() == RunState.SUCCEEDED).count();
        long judged = entries.stream().mapToLong(entry -> entry.runs().size()).sum();
        return ended == judged
                ? judgement
                : judgement.withDiagnosis(
                        "Runs that ended before their last iteration, or without the %2$s of validation samples by which the others are judged: %1$d."
                                .formatted(
                                        ended - judged,
                                        judgement.metric().name().toLowerCase(Locale.ROOT)));
    }

    /** The curves of a comparison that has succeeded, with what is said of them; no transaction lasts as long as that. */
    public Drawing picture(Comparison comparison, Judgement judgement, PictureSize size) {
        return ComparisonPicture.of(
                comparison.order(),
                comparison.score().orElse(Score.ACCURACY),
                entries(comparison, runs.ofGroup(comparison.getId())),
                judgement,
                size);
    }

    private List<EntryRuns> entries(Comparison comparison, List<Run> all) {
        ComparisonOrder order = comparison.order();
        List<EntryRuns> entries = IntStream.range(0, order.entries().size())
                .mapToObj(entry -> new EntryRuns(
                        order.entries().get(entry).name(),
                        order.budget().repeats(),
                        all.stream()
                                .filter(run -> run.repeat() / order.budget().repeats() == entry)
                                .filter(ComparisonResults::isWhole)
                                .map(run -> RunResult.of(
                                        comparison.repeatOf(run.repeat()),
                                        run.seed(),
                                        runs.curve(run),
                                        run.flatness().orElse(null)))
                                .toList()))
                .toList();
        return Metric.measured(entries);
    }

    /** Also one whose loss was no longer a number; not one that its client has left. */
    private static boolean isWhole(Run run) {
        return run.state() == RunState.SUCCEEDED
                && run.endReason().filter(EndReason.ENDED_EARLY::equals).isEmpty();
    }
}
