package dev.rangefinder.rangetest;

import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.Models;
import dev.rangefinder.model.spec.Model;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.quota.OrderQuota;
import dev.rangefinder.rangetest.submission.CommonTerms;
import dev.rangefinder.rangetest.submission.ManagedSubmission;
import dev.rangefinder.rangetest.submission.PlacementCheck;
import dev.rangefinder.rangetest.submission.ReportedSubmission;
import dev.rangefinder.rangetest.submission.Rerun;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.rangetest.submission.WorkloadCheck;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.ManagedOrder;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.ReportedOrder;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.place.LaneRegistry;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import dev.rangefinder.shared.web.problem.NotFoundException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes range tests in, finds them, cancels, repeats and deletes them. How they end is {@link Conclusion}'s. */
@Service
@Transactional
public class RangeTests {

    private final RangeTestRepository rangeTests;
    private final DataSets dataSets;
    private final Models models;
    private final Runs runs;
    private final Reports reports;
    private final LaneRegistry lanes;
    private final Clock clock;
    private final OrderQuota quota;
    private final ApplicationEventPublisher events;

    RangeTests(
            RangeTestRepository rangeTests,
            DataSets dataSets,
            Models models,
            Runs runs,
            Reports reports,
            LaneRegistry lanes,
            Clock clock,
            OrderQuota quota,
            ApplicationEventPublisher events) {
        this.rangeTests = rangeTests;
        this.dataSets = dataSets;
        this.models = models;
        this.runs = runs;
        this.reports = reports;
        this.lanes = lanes;
        this.clock = clock;
        this.quota = quota;
        this.events = events;
    }

    /**
     * Saves a range test and puts its runs into the queue, or lets them wait for reports, all or nothing.
     *
     * @throws InvalidValuesException if there is no such data set or model, if the rest of the workload does not fit
     *     it, or if no lane could ever take its runs
     * @throws dev.rangefinder.quota.QuotaExceededException if its client would have more than it may
     */
    public RangeTest submit(Submission submission) {
        requireQuota(submission);
        return take(submission);
    }

    private RangeTest take(Submission submission) {
        return switch (submission) {
            case ManagedSubmission managed -> {
                String dataset = managed.workload().dataset();
                DataSet data = dataSets.named(dataset)
                        .orElseThrow(() -> invalid("workload/dataset", dataset, "the name of a data set here"));
                requireUploaded(
                        managed.workload(), data, id -> invalid("workload/model/id", id, "the id of a model here"));
                yield submit(managed, data, Origin.NONE);
            }
            case ReportedSubmission reported -> await(reported, Origin.NONE);
        };
    }

    /**
     * Submits what was submitted once before, on the same data.
     *
     * @throws DataSetChangedException if the data set is gone, or is another by now
     * @throws ModelGoneException if the uploaded model is gone
     * @throws dev.rangefinder.quota.QuotaExceededException if its client would have more than it may
     */
    public Optional<RangeTest> rerun(UUID id, Rerun rerun) {
        return rangeTests.findById(id).map(origin -> rerun(id, rerun.of(origin.submission())));
    }

    private RangeTest rerun(UUID id, Submission submission) {
        requireQuota(submission);
        return switch (submission) {
            case ManagedSubmission managed -> {
                String dataset = managed.workload().dataset();
                DataSet data = sameData(id, dataset).orElseThrow(() -> new DataSetChangedException(dataset));
                requireUploaded(managed.workload(), data, ModelGoneException::new);
                yield submit(managed, data, Origin.rerunOf(id));
            }
            case ReportedSubmission reported -> await(reported, Origin.rerunOf(id));
        };
    }

    /**
     * Submits a further sweep where one did not answer; empty if the data set is gone, or is another by now, or if the
     * uploaded model is gone.
     */
    Optional<RangeTest> refine(UUID id, Submission further) {
        return switch (further) {
            case ManagedSubmission managed ->
                sameData(id, managed.workload().dataset())
                        .filter(data -> isHere(managed.workload().model()))
                        .map(data -> enqueue(managed, data, Origin.refines(id)));
            case ReportedSubmission reported -> Optional.of(await(reported, Origin.refines(id)));
        };
    }

    /**
     * What the data of a range test are like; empty if the data set is gone, or is another by now, or if the uploaded
     * model is gone.
     */
    Optional<Layout> layoutOfSameData(RangeTest rangeTest) {
        return rangeTest
                .workload()
                .filter(workload -> isHere(workload.model()))
                .flatMap(workload ->
                        sameData(rangeTest.getId(), workload.dataset()).map(data -> workload.seen(data.layout())));
    }

    private boolean isHere(Model model) {
        return !(model instanceof TorchScript script)
                || models.kept(script.id()).isPresent();
    }

    /** Checks an uploaded model, if it is one, and keeps it from being deleted until this transaction is over. */
    private void requireUploaded(Workload workload, DataSet data, Function<String, RuntimeException> missing) {
        if (workload.model() instanceof TorchScript script) {
            WorkloadCheck.require(
                    models.kept(script.id()).orElseThrow(() -> missing.apply(script.id())), workload, data.layout());
        }
    }

    private Optional<DataSet> sameData(UUID origin, String dataset) {
        Optional<String> contentHash = runs.ofGroup(origin).getFirst().datasetHash();
        return dataSets.named(dataset)
                .filter(present ->
                        contentHash.filter(present.contentHash()::equals).isPresent());
    }

    private void requireQuota(Submission submission) {
        quota.require(submission.placement().client(), submission.terms().repeats(), submission.iterations());
    }

    private RangeTest await(ReportedSubmission submission, Origin origin) {
        RangeTest rangeTest = rangeTests.save(new RangeTest(submission, origin, clock.instant()));
        CommonTerms terms = submission.terms();
        reports.await(
                Purpose.RANGE_TEST,
                rangeTest.getId(),
                submission.reporting(),
                IntStream.range(0, terms.repeats())
                        .mapToObj(repeat -> new ReportedOrder(
                                repeat,
                                terms.sweep().ladder(),
                                terms.sweep().iterations(),
                                terms.seed() + repeat,
                                terms.sweep().stopRule(),
                                submission.placement().client()))
                        .toList());
        return rangeTest;
    }

    private RangeTest submit(ManagedSubmission submission, DataSet data, Origin origin) {
        WorkloadCheck.require(submission.workload(), data.layout());
        PlacementCheck.require(submission.placement(), lanes.offers());
        return enqueue(submission, data, origin);
    }

    private RangeTest enqueue(ManagedSubmission submission, DataSet data, Origin origin) {
        long iterationsPerEpoch = submission
                .workload()
                .iterationsPerEpoch(submission.workload().seen(data.layout()).trainSamples());
        RangeTest rangeTest = rangeTests.save(new RangeTest(
                submission,
                iterationsPerEpoch,
                data.layout().task(),
                trivialLoss(submission.workload(), data),
                origin,
                clock.instant()));
        runs.enqueue(
                Purpose.RANGE_TEST,
                rangeTest.getId(),
                IntStream.range(0, submission.terms().repeats())
                        .mapToObj(repeat -> order(submission, repeat, data))
                        .toList());
        return rangeTest;
    }

    /** Smoothed labels have another, of which the data say nothing. */
    private static @Nullable Double trivialLoss(Workload workload, DataSet data) {
        return workload.labelSmoothing() > 0 ? null : data.trivialLoss().orElse(null);
    }

    private static ManagedOrder order(ManagedSubmission submission, int repeat, DataSet data) {
        CommonTerms terms = submission.terms();
        return new ManagedOrder(
                repeat,
                submission.workload(),
                data.contentHash(),
                terms.sweep().ladder(),
                terms.sweep().iterations(),
                terms.seed() + repeat,
                submission.evaluation(),
                terms.sweep().stopRule(),
                false,
                submission.placement());
    }

    /**
     * Asks for the end of a range test; what was observed stays.
     *
     * @throws NotCancellableException if it is over
     */
    public Optional<RangeTest> cancel(UUID id) {
        Optional<RangeTest> found = rangeTests.findById(id);
        found.ifPresent(rangeTest -> {
            if (rangeTest.state().isFinal()) {
                throw new NotCancellableException(id, rangeTest.state());
            }
            reports.close(id);
            runs.cancel(id);
            runs.cancel(id); // the end of a run that this has waited for may have put others into the queue
        });
        return found;
    }

    /**
     * Deletes a range test that is over, with its runs and their curves.
     *
     * @return whether it was there
     * @throws RangeTestNotDeletableException if it is not over
     */
    public boolean delete(UUID id) {
        Optional<RangeTest> found = rangeTests.lock(id);
        found.ifPresent(rangeTest -> {
            if (!rangeTest.state().isFinal()) {
                throw new RangeTestNotDeletableException(id, rangeTest.state());
            }
            reports.delete(id);
            runs.delete(id);
            rangeTests.delete(rangeTest);
            events.publishEvent(new RangeTestDeleted(id));
        });
        return found.isPresent();
    }

    @Transactional(readOnly = true)
    public Optional<RangeTest> find(UUID id) {
        return rangeTests.findById(id);
    }

    /**
     * The range test of an id.
     *
     * @throws NotFoundException if there is none
     */
    @Transactional(readOnly = true)
    public RangeTest require(UUID id) {
        return rangeTests.findById(id).orElseThrow(() -> notFound(id));
    }

    /** What is thrown where there is no such range test. */
    public static NotFoundException notFound(UUID id) {
        return new NotFoundException("range test", id);
    }

    @Transactional(readOnly = true)
    public Optional<RunState> stateOf(UUID id) {
        return rangeTests.stateOf(id);
    }

    /** Submits the service's own range test if there is none yet, whatever other servers do at the same time. */
    public Optional<RangeTest> submitFirst(Submission submission) {
        rangeTests.keepOthersFromAdding();
        return rangeTests.count() == 0 ? Optional.of(take(submission)) : Optional.empty();
    }

    private static InvalidValuesException invalid(String field, Object value, String expected) {
        return new InvalidValuesException(List.of(new Violation(field, value, expected)));
    }
}
