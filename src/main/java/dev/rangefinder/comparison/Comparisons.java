package dev.rangefinder.comparison;

import dev.rangefinder.comparison.Comparison.Origin;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.comparison.submission.Extension;
import dev.rangefinder.comparison.submission.NewComparison;
import dev.rangefinder.comparison.submission.NewEntry;
import dev.rangefinder.comparison.submission.Rerun;
import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.model.Models;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.rangetest.DataSetChangedException;
import dev.rangefinder.rangetest.ModelGoneException;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.submission.PlacementCheck;
import dev.rangefinder.rangetest.submission.WorkloadCheck;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.RunOrder;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.place.LaneRegistry;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.SqlConditions;
import dev.rangefinder.shared.Violation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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

    /** Three cycles of two halves: the fewest that the paper advises (Smith, arXiv 1506.01186, section 3.2). */
    private static final int USUAL_HALF_CYCLES = 6;

    /** Fifty looks show where a schedule overtakes another, and cost little beside the training. */
    private static final long USUAL_LOOKS = 50;

    /** All test samples of most data sets: the accuracy of so many is known to half a point. */
    private static final int USUAL_SAMPLES = 10_000;

    private final ComparisonRepository comparisons;
    private final EntrySchedules schedules;
    private final RangeTests rangeTests;
    private final DataSets dataSets;
    private final Models models;
    private final Runs runs;
    private final LaneRegistry lanes;
    private final JdbcClient jdbc;
    private final Clock clock;

    Comparisons(
            ComparisonRepository comparisons,
            EntrySchedules schedules,
            RangeTests rangeTests,
            DataSets dataSets,
            Models models,
            Runs runs,
            LaneRegistry lanes,
            JdbcClient jdbc,
            Clock clock) {
        this.comparisons = comparisons;
        this.schedules = schedules;
        this.rangeTests = rangeTests;
        this.dataSets = dataSets;
        this.models = models;
        this.runs = runs;
        this.lanes = lanes;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Saves a comparison and puts its runs into the queue, all or nothing.
     *
     * @throws InvalidValuesException if something that it names is not there, or if its parts do not fit each other
     */
    public Comparison submit(NewComparison asked) {
        Workload workload = workload(asked);
        DataSet data = dataSets.named(workload.dataset())
                .orElseThrow(() -> invalid("workload/dataset", workload.dataset(), "the name of a data set here"));
        requireUploaded(workload, data, id -> invalid("workload/model/id", id, "the id of a model here"));
        WorkloadCheck.require(workload, data.layout());
        PlacementCheck.require(asked.placement(), lanes.offers());
        long iterations = iterations(asked, workload, data);
        return enqueue(order(asked, workload, iterations), data, Origin.NONE, null);
    }

    private Workload workload(NewComparison asked) {
        if (asked.workload() != null) {
            return asked.workload();
        }
        UUID id = Objects.requireNonNull(asked.rangeTest());
        return rangeTests
                .find(id)
                .flatMap(RangeTest::workload)
                .orElseThrow(() -> invalid("range_test", id, "the id of a range test that the service has trained"));
    }

    /**
     * What is asked for; where nothing says it, three of the recommended cycles. Entries that are filled end with a
     * whole cycle.
     */
    private long iterations(NewComparison asked, Workload workload, DataSet data) {
        long epoch = Math.max(1, data.layout().trainSamples() / workload.batchSize());
        @Nullable Long iterations = asked.iterations();
        if (asked.epochs() != null) {
            long most = ComparisonOrder.MOST_ITERATIONS / epoch;
            if (asked.epochs() < 1 || asked.epochs() > most) {
                throw invalid("epochs", asked.epochs(), "a whole number from 1 to " + most);
            }
            iterations = asked.epochs() * epoch;
        }
        UUID rangeTest = asked.rangeTest();
        if (rangeTest == null || asked.entries() != null) {
            return Objects.requireNonNull(iterations);
        }
        Recommendation recommendation = schedules.recommendation(rangeTest, "range_test");
        long wanted = iterations == null
                ? Math.min(USUAL_HALF_CYCLES * recommendation.stepSize().iterations(), ComparisonOrder.MOST_ITERATIONS)
                : iterations;
        return Objects.requireNonNull(recommendation.forRun(wanted).stepSize().run())
                .iterations();
    }

    private ComparisonOrder order(NewComparison asked, Workload workload, long iterations) {
        List<NewEntry> given = asked.entries();
        List<Entry> entries = given == null
                ? schedules.usual(Objects.requireNonNull(asked.rangeTest()), iterations)
                : schedules.of(given, iterations);
        Evaluation evaluation = asked.evaluation() == null
                ? new Evaluation(Math.max(1, Math.ceilDiv(iterations, USUAL_LOOKS)), USUAL_SAMPLES)
                : asked.evaluation();
        return new ComparisonOrder(
                asked.name(),
                workload,
                iterations,
                asked.repeats(),
                asked.seed(),
                evaluation,
                entries,
                asked.baseline() == null ? EntrySchedules.usualBaseline() : asked.baseline(),
                asked.margin(),
                asked.tags(),
                asked.placement());
    }

    /**
     * Submits what was submitted once before, on the same data.
     *
     * @throws DataSetChangedException if the data set is gone, or is another by now
     * @throws ModelGoneException if the uploaded model is gone
     */
    public Optional<Comparison> rerun(UUID id, Rerun rerun) {
        return comparisons
                .findById(id)
                .map(origin -> enqueue(rerun.of(origin.order()), sameData(origin), new Origin(id, null), null));
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
            return enqueue(extension.of(origin.order()), sameData(origin), new Origin(null, id), origin);
        });
    }

    private Comparison enqueue(ComparisonOrder order, DataSet data, Origin origin, @Nullable Comparison had) {
        Comparison comparison = comparisons.save(new Comparison(order, data.layout(), origin, clock.instant()));
        int done = had == null ? 0 : had.order().repeats();
        List<RunOrder> orders = new ArrayList<>();
        for (int entry = 0; entry < order.entries().size(); entry++) {
            for (int repeat = done; repeat < order.repeats(); repeat++) {
                orders.add(run(order, entry, repeat, data));
            }
        }
        orders.sort(Comparator.comparingInt(run -> run.repeat() % order.repeats())); // so that pairs are complete early
        runs.enqueue(Purpose.COMPARISON, comparison.getId(), orders);
        if (had != null) {
            runs.copy(
                    had.getId(),
                    comparison.getId(),
                    run -> order.run(run / had.order().repeats(), had.repeatOf(run)));
        }
        return comparison;
    }

    private static RunOrder run(ComparisonOrder order, int entry, int repeat, DataSet data) {
        return new RunOrder(
                order.run(entry, repeat),
                order.workload(),
                data.contentHash(),
                order.entries().get(entry).schedule(),
                order.iterations(),
                order.seed() + repeat,
                order.evaluation(),
                StopRule.NONE,
                order.placement());
    }

    private DataSet sameData(Comparison origin) {
        Workload workload = origin.order().workload();
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
                    models.kept(script.id()).orElseThrow(() -> missing.apply(script.id())), data.layout());
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
            runs.delete(id);
            comparisons.delete(comparison);
        });
        return found.isPresent();
    }

    @Transactional(readOnly = true)
    public Optional<Comparison> find(UUID id) {
        return comparisons.findById(id);
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
