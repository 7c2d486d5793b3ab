package dev.rangefinder.report;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.run.ReportedOrder;
import dev.rangefinder.run.ReportedRuns;
import dev.rangefinder.run.RunMeters;
import dev.rangefinder.run.TrainingRun;
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
 * Takes reports in. Mostly a report goes on where the last one ended, and is one statement, or part of one ({@link Seat}). All
 * others are a transaction each under the lock of their run's row in {@code run_report}; the run itself is looked at, and
 * locked after it, only when its state changes.
 */
@Service
public class Reports {

    /** A curve of a run without attempts is that of attempt 0. */
    static final int NO_ATTEMPT = 0;

    private final ReportRows rows;
    private final ReportedChunks chunks;
    private final CurveStore curves;
    private final ReportedRuns runs;
    private final RunMeters meters;
    private final ReportSettings settings;
    private final Seats seats;
    private final TransactionTemplate transaction;

    /** What is settled about a run is looked up once. */
    private final Cache<Place, Plan> plans =
            Caffeine.newBuilder().maximumSize(10_000).build();

    Reports(
            ReportRows rows,
            ReportedChunks chunks,
            CurveStore curves,
            ReportedRuns runs,
            RunMeters meters,
            ReportSettings settings,
            Seats seats,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.chunks = chunks;
        this.curves = curves;
        this.runs = runs;
        this.meters = meters;
        this.settings = settings;
        this.seats = seats;
        this.transaction = transaction;
    }

    /** A run in its group. */
    private record Place(Purpose purpose, UUID group, int repeat) {}

    /** Makes runs that wait for their first report, in the transaction of whoever needs them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void await(Purpose purpose, UUID group, Reporting reporting, List<ReportedOrder> orders) {
        for (TrainingRun run : runs.await(group, orders)) {
            Plan plan = new Plan(run.getId(), reporting, run.schedule(), run.iterations(), run.stopRule());
            rows.add(purpose, group, run.repeat(), new RunReport(plan));
        }
    }

    /**
     * Keeps a report, whole.
     *
     * @return empty if there is no such run
     * @throws ContradictionException if it says something else than an earlier one
     * @throws OutOfWindowException if it is too far ahead
     */
    public Optional<Reported> report(Purpose purpose, UUID group, int repeat, Report report) {
        Place place = new Place(purpose, group, repeat);
        return plan(place).flatMap(plan -> {
            List<ReportedObservation> observations = plan.inOrder(report);
            return seats.with(plan.run(), seat -> {
                Optional<Reported> accepted = seat.next(report, observations);
                accepted.ifPresent(answer -> meters.observed(observations.size()));
                return accepted.or(() -> locked(seat, place, plan, report, observations));
            });
        });
    }

    private Optional<Reported> locked(
            Seat seat, Place place, Plan plan, Report report, List<ReportedObservation> observations) {
        seat.save();
        @Nullable
        Taken taken = transaction.execute(status ->
                rows.lock(plan).map(row -> take(row, report, observations)).orElse(null));
        if (taken == null) {
            plans.invalidate(place);
            seat.leave();
            return Optional.empty();
        }
        seat.take(taken.row(), taken.stamp());
        return Optional.of(taken.answer());
    }

    /** What is answered, and the row as it was left. */
    private record Taken(Reported answer, RunReport row, long stamp) {}

    private Optional<Plan> plan(Place place) {
        Optional<Plan> known = Optional.ofNullable(plans.getIfPresent(place));
        return known.or(() -> {
            Optional<Plan> found = rows.plan(place.purpose(), place.group(), place.repeat());
            found.ifPresent(plan -> plans.put(place, plan));
            return found;
        });
    }

    private Taken take(RunReport row, Report report, List<ReportedObservation> observations) {
        int rank = report.rank();
        if (!row.isOpen()) {
            TrainingRun run = runs.lock(row.plan().run());
            if (run.state().isFinal()) {
                return new Taken(Reported.of(run.state(), StopReason.of(run), row, rank), row, 0);
            }
            runs.goOn(run);
            row.open();
        }
        Ledger ledger = row.of(rank);
        List<ReportedObservation> news = observations.stream()
                .filter(observation -> !ledger.has(observation.iteration()))
                .toList();
        if (news.size() < observations.size()) {
            requireSame(row, report, observations);
        }
        keep(row, report, news);
        Optional<EndReason> end = row.end();
        end.ifPresent(reason -> close(row));
        long stamp = rows.save(row);
        meters.observed(news.size());
        Reported answer = end.map(reason -> over(row, reason, rank)).orElseGet(() -> Reported.of(row, rank, true));
        return new Taken(answer, row, stamp);
    }

    private Reported over(RunReport row, EndReason reason, int rank) {
        TrainingRun run = runs.lock(row.plan().run());
        runs.succeed(run, reason);
        return Reported.of(run.state(), StopReason.of(reason), row, rank);
    }

    private void requireInWindow(Report report, Ledger ledger, List<ReportedObservation> news) {
        if (!news.isEmpty() && news.getLast().iteration() > ledger.through() + settings.window()) {
            throw new OutOfWindowException(report, news.getLast().iteration(), ledger.through(), settings.window());
        }
    }

    /** Holds what has come before against what is kept of it. */
    private void requireSame(RunReport row, Report report, List<ReportedObservation> observations) {
        Ledger ledger = row.of(report.rank());
        List<ReportedObservation> again = observations.stream()
                .filter(observation -> ledger.has(observation.iteration()))
                .toList();
        Map<Long, ReportedObservation> kept = kept(
                row.plan(),
                report.rank(),
                again.getFirst().iteration(),
                again.getLast().iteration());
        for (ReportedObservation observation : again) {
            ReportedObservation before = kept.get(observation.iteration());
            ContradictionException.requireEqual(report, observation, before == null ? observation.asSkipped() : before);
        }
    }

    /** What the curve does not have, of a run whose curve is as it was reported, was skipped. */
    private Map<Long, ReportedObservation> kept(Plan plan, int rank, long first, long last) {
        Map<Long, ReportedObservation> kept = chunks.between(plan.run(), first, last).stream()
                .filter(ofRank -> ofRank.rank() == rank)
                .flatMap(ofRank -> ofRank.observations().stream())
                .collect(Collectors.toMap(ReportedObservation::iteration, Function.identity()));
        if (plan.reporting().isAsDrawn()) {
            curves.read(plan.run(), NO_ATTEMPT, first, last).observations().stream()
                    .map(ReportedObservation::of)
                    .forEach(observation -> kept.putIfAbsent(observation.iteration(), observation));
        }
        return kept;
    }

    private void keep(RunReport row, Report report, List<ReportedObservation> news) {
        Plan plan = row.plan();
        boolean isNext = row.isNext(news);
        row.note(report.rank(), news, report.isFinal());
        requireInWindow(report, row.of(report.rank()), news);
        if (isNext) {
            curves.append(plan.run(), NO_ATTEMPT, row.draw(news, row.readableThrough()));
            return;
        }
        chunks.add(plan.run(), report.rank(), news);
        drawOn(row);
    }

    /** Draws the curve as far as all that is kept allows. */
    private void drawOn(RunReport row) {
        Plan plan = row.plan();
        long through = row.readableThrough();
        if (through <= row.keptThrough()) {
            return;
        }
        Pool pool = new Pool();
        chunks.between(plan.run(), row.keptThrough() + 1, through)
                .forEach(ofRank -> pool.add(ofRank.rank(), ofRank.observations()));
        List<ReportedObservation> pooled = pool.pooled();
        if (pooled.isEmpty()) {
            return; // the run is over, and how it was reported is forgotten
        }
        curves.append(plan.run(), NO_ATTEMPT, row.draw(pooled, through));
        if (plan.reporting().isAsDrawn()) {
            chunks.forgetThrough(plan.run(), through);
        }
    }

    /**
     * Takes no more reports of a group, in the transaction that ends its runs; what waited for others is drawn as it is.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void close(UUID group) {
        for (Plan plan : rows.plans(group)) {
            rows.lock(plan).ifPresent(this::finish);
        }
    }

    /** Ends a run of which nothing more is expected. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void giveUp(TrainingRun run) {
        RunReport row = rows.lock(rows.plan(run.getId())).orElseThrow();
        finish(row);
        runs.fallSilent(run);
    }

    private void finish(RunReport row) {
        row.endAll();
        drawOn(row);
        close(row);
        rows.save(row);
    }

    /** How it was reported is of no more use: from now on nothing is held against it. */
    private void close(RunReport row) {
        row.close();
        chunks.forget(row.plan().run());
    }

    /** Deletes what is kept of a group beside its runs and their curves, in the transaction that deletes those. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void delete(UUID group) {
        rows.delete(group);
    }

    /** Where the runs of some groups stand, by run. */
    @Transactional(readOnly = true)
    public Map<UUID, ReportStanding> standings(List<UUID> groups) {
        return groups.isEmpty()
                ? Map.of()
                : rows.standings(groups).stream().collect(Collectors.toMap(ReportStanding::run, Function.identity()));
    }
}
