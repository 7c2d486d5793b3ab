package dev.rangefinder.report;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.report.curve.RankMean;
import dev.rangefinder.report.curve.ReceivedIterations;
import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.ReportedOrder;
import dev.rangefinder.run.ReportedRuns;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunMeters;
import dev.rangefinder.run.spec.EndReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes reports in. Mostly a report goes on where the last one ended, and is one statement, or part of one
 * ({@link ReportSession}). All others are a transaction each under the lock of their run's row in {@code run_report};
 * the run itself is looked at, and locked after it, only when its state changes.
 */
@Service
public class Reports {

    /** A curve of a run without attempts is that of attempt 0. */
    static final int NO_ATTEMPT = 0;

    private final ReportStore rows;
    private final ReportedChunkStore chunks;
    private final CurveStore curves;
    private final ReportedRuns runs;
    private final RunMeters meters;
    private final ReportSettings settings;
    private final ReportSessions sessions;
    private final TransactionTemplate transaction;

    /** What is settled about a run is looked up once. */
    private final Cache<Place, ReportedRunSpec> specs =
            Caffeine.newBuilder().maximumSize(10_000).build();

    Reports(
            ReportStore rows,
            ReportedChunkStore chunks,
            CurveStore curves,
            ReportedRuns runs,
            RunMeters meters,
            ReportSettings settings,
            ReportSessions sessions,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.chunks = chunks;
        this.curves = curves;
        this.runs = runs;
        this.meters = meters;
        this.settings = settings;
        this.sessions = sessions;
        this.transaction = transaction;
    }

    /** A run in its group. */
    private record Place(Purpose purpose, UUID group, int repeat) {}

    /** Makes runs that wait for their first report, in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void await(Purpose purpose, UUID group, Reporting reporting, List<ReportedOrder> orders) {
        for (Run run : runs.await(purpose, group, orders)) {
            ReportedRunSpec spec = new ReportedRunSpec(
                    run.getId(),
                    reporting,
                    run.schedule(),
                    run.iterations(),
                    run.order().stopRule());
            rows.add(purpose, group, run.repeat(), new ReportProgress(spec));
        }
    }

    /**
     * Keeps a report, whole.
     *
     * @return empty if there is no such run
     * @throws ContradictionException if it says something else than an earlier one
     * @throws OutOfWindowException if it is too far ahead
     */
    public Optional<ReportReceipt> report(Purpose purpose, UUID group, int repeat, Report report) {
        Place place = new Place(purpose, group, repeat);
        return spec(place).flatMap(spec -> {
            List<ReportedObservation> observations = spec.inOrder(report);
            return sessions.with(spec.run(), session -> {
                Optional<ReportReceipt> accepted = session.next(report, observations);
                accepted.ifPresent(answer -> meters.observed(observations.size()));
                return accepted.or(() -> locked(session, place, spec, report, observations));
            });
        });
    }

    private Optional<ReportReceipt> locked(
            ReportSession session,
            Place place,
            ReportedRunSpec spec,
            Report report,
            List<ReportedObservation> observations) {
        session.save();
        @Nullable
        Taken taken = transaction.execute(status ->
                rows.lock(spec).map(row -> take(row, report, observations)).orElse(null));
        if (taken == null) {
            specs.invalidate(place);
            session.leave();
            return Optional.empty();
        }
        session.take(taken.row(), taken.stamp());
        return Optional.of(taken.answer());
    }

    /** What is answered, and the row as it was left. */
    private record Taken(ReportReceipt answer, ReportProgress row, long stamp) {}

    private Optional<ReportedRunSpec> spec(Place place) {
        Optional<ReportedRunSpec> known = Optional.ofNullable(specs.getIfPresent(place));
        return known.or(() -> {
            Optional<ReportedRunSpec> found = rows.spec(place.purpose(), place.group(), place.repeat());
            found.ifPresent(spec -> specs.put(place, spec));
            return found;
        });
    }

    private Taken take(ReportProgress row, Report report, List<ReportedObservation> observations) {
        int rank = report.rank();
        if (row.isOpen()) {
            row.requireHandedTo(report.trainer());
        } else {
            Run run = runs.lock(row.spec().run());
            if (run.state().isFinal()) {
                return new Taken(ReportReceipt.of(run.state(), StopReason.of(run), row, rank), row, 0);
            }
            row.requireHandedTo(report.trainer());
            runs.goOn(run);
            row.open();
        }
        ReceivedIterations received = row.of(rank);
        List<ReportedObservation> news = observations.stream()
                .filter(observation -> !received.has(observation.iteration()))
                .toList();
        if (news.size() < observations.size()) {
            requireSame(row, report, observations);
        }
        keep(row, report, news);
        Optional<EndReason> end = row.end();
        end.ifPresent(reason -> close(row));
        long stamp = rows.save(row);
        meters.observed(news.size());
        ReportReceipt answer =
                end.map(reason -> over(row, reason, rank)).orElseGet(() -> ReportReceipt.of(row, rank, true));
        return new Taken(answer, row, stamp);
    }

    private ReportReceipt over(ReportProgress row, EndReason reason, int rank) {
        Run run = runs.lock(row.spec().run());
        runs.succeed(run, reason);
        return ReportReceipt.of(run.state(), StopReason.of(reason), row, rank);
    }

    private void requireInWindow(Report report, ReceivedIterations received, List<ReportedObservation> news) {
        if (!news.isEmpty() && news.getLast().iteration() > received.through() + settings.window()) {
            throw new OutOfWindowException(report, news.getLast().iteration(), received.through(), settings.window());
        }
    }

    /**
     * Hands out the run of a group that a trainer is to train next: one that was handed to it before and is not over,
     * else the first that no trainer has, or whose trainer is silent. From then on the trainer is expected to report.
     *
     * @return empty if there is none, now at least
     */
    public Optional<Handed> handOut(Purpose purpose, UUID group, String trainer) {
        return Optional.ofNullable(transaction.execute(status -> rows.lockNext(purpose, group, trainer)
                .flatMap(id -> hand(id, trainer))
                .orElse(null)));
    }

    /**
     * A run that was handed out.
     *
     * @param receivedThrough the iteration up to which it is reported; -1 for none
     */
    public record Handed(Run run, long receivedThrough) {}

    private Optional<Handed> hand(UUID id, String trainer) {
        ReportProgress row = rows.lock(rows.spec(id)).orElseThrow();
        Run run = runs.lock(id);
        if (run.state().isFinal()) {
            return Optional.empty(); // it has ended since it was looked for
        }
        if (!row.isOpen()) {
            runs.goOn(run);
            row.open();
        }
        row.handTo(trainer);
        rows.save(row);
        return Optional.of(new Handed(run, row.of(0).through()));
    }

    /** Holds what has come before against what is kept of it. */
    private void requireSame(ReportProgress row, Report report, List<ReportedObservation> observations) {
        ReceivedIterations received = row.of(report.rank());
        List<ReportedObservation> again = observations.stream()
                .filter(observation -> received.has(observation.iteration()))
                .toList();
        Map<Long, ReportedObservation> kept = kept(
                row.spec(),
                report.rank(),
                again.getFirst().iteration(),
                again.getLast().iteration());
        for (ReportedObservation observation : again) {
            ReportedObservation before = kept.get(observation.iteration());
            ContradictionException.requireEqual(report, observation, before == null ? observation.asSkipped() : before);
        }
    }

    /** What the curve does not have, of a run whose curve is as it was reported, was skipped. */
    private Map<Long, ReportedObservation> kept(ReportedRunSpec spec, int rank, long first, long last) {
        Map<Long, ReportedObservation> kept = chunks.between(spec.run(), first, last).stream()
                .filter(ofRank -> ofRank.rank() == rank)
                .flatMap(ofRank -> ofRank.observations().stream())
                .collect(Collectors.toMap(ReportedObservation::iteration, Function.identity()));
        if (spec.reporting().isAsDrawn()) {
            curves.read(spec.run(), NO_ATTEMPT, first, last).observations().stream()
                    .map(ReportedObservation::of)
                    .forEach(observation -> kept.putIfAbsent(observation.iteration(), observation));
        }
        return kept;
    }

    private void keep(ReportProgress row, Report report, List<ReportedObservation> news) {
        ReportedRunSpec spec = row.spec();
        boolean isNext = row.isNext(news);
        row.note(report.rank(), news, report.isFinal());
        requireInWindow(report, row.of(report.rank()), news);
        if (isNext) {
            curves.append(spec.run(), NO_ATTEMPT, row.draw(news, row.readableThrough()));
            return;
        }
        chunks.add(spec.run(), report.rank(), news);
        drawOn(row);
    }

    /** Draws the curve as far as all that is kept allows. */
    private void drawOn(ReportProgress row) {
        ReportedRunSpec spec = row.spec();
        long through = row.readableThrough();
        if (through <= row.keptThrough()) {
            return;
        }
        RankMean ranks = new RankMean();
        chunks.between(spec.run(), row.keptThrough() + 1, through)
                .forEach(ofRank -> ranks.add(ofRank.rank(), ofRank.observations()));
        List<ReportedObservation> pooled = ranks.pooled();
        if (pooled.isEmpty()) {
            return; // the run is over, and how it was reported is forgotten
        }
        curves.append(spec.run(), NO_ATTEMPT, row.draw(pooled, through));
        if (spec.reporting().isAsDrawn()) {
            chunks.forgetThrough(spec.run(), through);
        }
    }

    /**
     * Takes no more reports of a group, in the transaction that ends its runs; what waited for others is drawn as it
     * is.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void close(UUID group) {
        for (ReportedRunSpec spec : rows.specs(group)) {
            rows.lock(spec).ifPresent(this::finish);
        }
    }

    /** Ends a run of which nothing more is expected. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void giveUp(Run run) {
        ReportProgress row = rows.lock(rows.spec(run.getId())).orElseThrow();
        finish(row);
        runs.fallSilent(run);
    }

    private void finish(ReportProgress row) {
        row.endAll();
        drawOn(row);
        close(row);
        rows.save(row);
    }

    /** How it was reported is of no more use: from now on nothing is held against it. */
    private void close(ReportProgress row) {
        row.close();
        chunks.forget(row.spec().run());
    }

    /** Deletes what is kept of a group beside its runs and their curves, in the transaction that deletes those. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void delete(UUID group) {
        rows.delete(group);
    }

    /** Where the runs of some groups stand, by run. */
    @Transactional(readOnly = true)
    public Map<UUID, ReportStatus> statuses(List<UUID> groups) {
        return groups.isEmpty()
                ? Map.of()
                : rows.statuses(groups).stream().collect(Collectors.toMap(ReportStatus::run, Function.identity()));
    }
}
