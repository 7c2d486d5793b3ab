package dev.rangefinder.comparison;

import dev.rangefinder.comparison.Comparison.Origin;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.comparison.submission.ComparisonSubmission;
import dev.rangefinder.comparison.submission.Extension;
import dev.rangefinder.comparison.submission.NewManagedComparison;
import dev.rangefinder.comparison.submission.NewReportedComparison;
import dev.rangefinder.comparison.submission.Rerun;
import dev.rangefinder.comparison.submission.Trained;
import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.model.Models;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.quota.OrderQuota;
import dev.rangefinder.rangetest.DataSetChangedException;
import dev.rangefinder.rangetest.ModelGoneException;
import dev.rangefinder.rangetest.submission.PlacementCheck;
import dev.rangefinder.rangetest.submission.WorkloadCheck;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.place.LaneRegistry;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.SqlConditions;
import dev.rangefinder.shared.Violation;
import dev.rangefinder.shared.web.problem.NotFoundException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes comparisons in, finds them, cancels, repeats, extends and deletes them. How they end is
 * {@link ComparisonResults}'.
 */
@Service
@Transactional
public class Comparisons {

    private final ComparisonRepository comparisons;
    private final ComparisonOrders orders;
    private final ComparisonRuns comparisonRuns;
    private final ComparisonResults results;
    private final DataSets dataSets;
    private final Models models;
    private final Runs runs;
    private final Reports reports;
    private final LaneRegistry lanes;
    private final OrderQuota quota;
    private final JdbcClient jdbc;
    private final Clock clock;

    Comparisons(
            ComparisonRepository comparisons,
            ComparisonOrders orders,
            ComparisonRuns comparisonRuns,
            ComparisonResults results,
            DataSets dataSets,
            Models models,
            Runs runs,
            Reports reports,
            LaneRegistry lanes,
            OrderQuota quota,
            JdbcClient jdbc,
            Clock clock) {
        this.comparisons = comparisons;
        this.orders = orders;
        this.comparisonRuns = comparisonRuns;
        this.results = results;
        this.dataSets = dataSets;
        this.models = models;
        this.runs = runs;
        this.reports = reports;
        this.lanes = lanes;
        this.quota = quota;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Saves a comparison and puts its runs into the queue, or lets them wait for reports, all or nothing.
     *
     * @throws InvalidValuesException if something that it names is not there, or if its parts do not fit each other
     */
    public Comparison submit(ComparisonSubmission submission) {
        return switch (submission) {
            case NewManagedComparison managed -> submit(managed);
            case NewReportedComparison reported -> submit(reported);
        };
    }

    private Comparison submit(NewManagedComparison asked) {
        Workload workload = orders.workload(asked);
        DataSet data = dataSets.named(workload.dataset())
                .orElseThrow(() -> invalid("workload/dataset", workload.dataset(), "the name of a data set here"));
        requireUploaded(workload, data, id -> invalid("workload/model/id", id, "the id of a model here"));
        WorkloadCheck.require(workload, data.layout());
        PlacementCheck.require(asked.placement(), lanes.offers());
        long iterationsPerEpoch =
                workload.iterationsPerEpoch(workload.seen(data.layout()).trainSamples());
        Trained.Managed trained = new Trained.Managed(workload, asked.flatness());
        return enqueue(orders.of(asked, trained, iterationsPerEpoch), trained, data, Origin.NONE, 0);
    }

    private Comparison submit(NewReportedComparison asked) {
        Trained.Reported trained = orders.trained(asked);
        Comparison comparison = await(orders.of(asked, trained), trained, Origin.NONE, 0);
        comparisonRuns.copyTrainings(comparison.getId(), comparison.order());
        results.concludeIfOver(comparison);
        return comparison;
    }

    /**
     * Submits what was submitted once before, on the same data. Trainings that took place elsewhere are trained again,
     * too.
     *
     * @throws DataSetChangedException if the data set is gone, or is another by now
     * @throws ModelGoneException if the uploaded model is gone
     */
    public Optional<Comparison> rerun(UUID id, Rerun rerun) {
        return comparisons
                .findById(id)
                .map(origin -> again(origin, rerun.of(origin.order()).trainedAnew(), new Origin(id, null), 0));
    }

    /**
     * Submits a comparison that has the runs of another one and further repeats of its entries.
     *
     * @throws ComparisonStateException if the other one has not succeeded
     * @throws DataSetChangedException if the data set is gone, or is another by now
     * @throws ModelGoneException if the uploaded model is gone
     */
    public Optional<Comparison> extend(UUID id, Extension extension) {
        return comparisons.lock(id).map(origin -> {
            if (origin.state() != RunState.SUCCEEDED) {
                throw ComparisonStateException.notExtensible(id, origin.state());
            }
            Comparison extended = again(
                    origin,
                    extension.of(origin.order()),
                    new Origin(null, id),
                    origin.order().budget().repeats());
            comparisonRuns.copy(origin, extended.getId(), extended.order());
            return extended;
        });
    }

    private Comparison again(Comparison before, ComparisonOrder order, Origin origin, int firstRepeat) {
        return switch (order.trained()) {
            case Trained.Managed managed ->
                enqueue(order, managed, sameData(before, managed.workload()), origin, firstRepeat);
            case Trained.Reported reported -> await(order, reported, origin, firstRepeat);
        };
    }

    private Comparison enqueue(
            ComparisonOrder order, Trained.Managed trained, DataSet data, Origin origin, int firstRepeat) {
        requireQuota(order, firstRepeat);
        Comparison comparison =
                comparisons.save(new Comparison(order, trained.workload(), data.layout(), origin, clock.instant()));
        comparisonRuns.enqueue(comparison.getId(), order, trained, firstRepeat, data.contentHash());
        return comparison;
    }

    private Comparison await(ComparisonOrder order, Trained.Reported trained, Origin origin, int firstRepeat) {
        requireQuota(order, firstRepeat);
        Comparison comparison = comparisons.save(new Comparison(order, trained, origin, clock.instant()));
        comparisonRuns.await(comparison.getId(), order, trained, firstRepeat);
        return comparison;
    }

    private void requireQuota(ComparisonOrder order, int firstRepeat) {
        long trainings = comparisonRuns.trainings(order, firstRepeat);
        quota.require(
                order.placement().client(),
                trainings,
                trainings * order.budget().iterations());
    }

    private DataSet sameData(Comparison origin, Workload workload) {
        Optional<String> trainedOn = runs.ofGroup(origin.getId()).getFirst().datasetHash();
        DataSet data = dataSets.named(workload.dataset())
                .filter(present ->
                        trainedOn.filter(present.contentHash()::equals).isPresent())
                .orElseThrow(() -> new DataSetChangedException(workload.dataset()));
        requireUploaded(workload, data, ModelGoneException::new);
        return data;
    }

    /** Checks an uploaded model, if it is one, and keeps it from being deleted until this transaction is over. */
    private void requireUploaded(Workload workload, DataSet data, Function<String, RuntimeException> missing) {
        if (workload.model() instanceof TorchScript script) {
            WorkloadCheck.require(
                    models.kept(script.id()).orElseThrow(() -> missing.apply(script.id())), workload, data.layout());
        }
    }

    /**
     * Asks for the end of a comparison; what was observed stays.
     *
     * @throws ComparisonStateException if it is over
     */
    public Optional<Comparison> cancel(UUID id) {
        Optional<Comparison> found = comparisons.findById(id);
        found.ifPresent(comparison -> {
            if (comparison.state().isFinal()) {
                throw ComparisonStateException.notCancellable(id, comparison.state());
            }
            reports.close(id);
            runs.cancel(id);
        });
        return found;
    }

    /**
     * Deletes a comparison that is over, with its runs and their curves.
     *
     * @return whether it was there
     * @throws ComparisonStateException if it is not over
     */
    public boolean delete(UUID id) {
        Optional<Comparison> found = comparisons.lock(id);
        found.ifPresent(comparison -> {
            if (!comparison.state().isFinal()) {
                throw ComparisonStateException.notDeletable(id, comparison.state());
            }
            reports.delete(id);
            runs.delete(id);
            comparisons.delete(comparison);
        });
        return found.isPresent();
    }

    @Transactional(readOnly = true)
    public Optional<Comparison> find(UUID id) {
        return comparisons.findById(id);
    }

    /**
     * The comparison of an id.
     *
     * @throws NotFoundException if there is none
     */
    @Transactional(readOnly = true)
    public Comparison require(UUID id) {
        return comparisons.findById(id).orElseThrow(() -> notFound(id));
    }

    /** What is thrown where there is no such comparison. */
    public static NotFoundException notFound(UUID id) {
        return new NotFoundException("comparison", id);
    }

    @Transactional(readOnly = true)
    public Optional<RunState> stateOf(UUID id) {
        return comparisons.stateOf(id);
    }

    /** What matches, the newest first, up to one more than the page holds. */
    @Transactional(readOnly = true)
    public List<Comparison> find(ComparisonCriteria search, PageRequest page) {
        SqlConditions where = search.where().and("id < :page", "page", page.before());
        List<UUID> ids = jdbc.sql(
                        "select id from comparison where %s order by id desc limit :limit".formatted(where.sql()))
                .params(where.values())
                .param("limit", page.size() + 1)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return Ids.inOrder(ids, comparisons.findAllById(ids), Comparison::getId);
    }

    private static InvalidValuesException invalid(String field, Object value, String expected) {
        return new InvalidValuesException(List.of(new Violation(field, value, expected)));
    }
}
