package dev.rangefinder.comparison;

import dev.rangefinder.comparison.submission.Budget;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.comparison.submission.ComparisonTerms;
import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.comparison.submission.NewEntry;
import dev.rangefinder.comparison.submission.NewManagedComparison;
import dev.rangefinder.comparison.submission.NewReportedComparison;
import dev.rangefinder.comparison.submission.Trained;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.submission.ReportedTerms;
import dev.rangefinder.rangetest.submission.ReportedWorkload;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Fills in what a submission leaves out. */
@Component
class ComparisonOrders {

    /** Three cycles of two halves: the fewest that the paper advises (Smith, arXiv 1506.01186, section 3.2). */
    private static final int USUAL_HALF_CYCLES = 6;

    /** Fifty looks show where a schedule overtakes another, and cost little beside the training. */
    private static final long USUAL_LOOKS = 50;

    /** All test samples of most data sets: the accuracy of so many is known to half a point. */
    private static final int USUAL_SAMPLES = 10_000;

    private final EntrySchedules schedules;
    private final RangeTests rangeTests;

    ComparisonOrders(EntrySchedules schedules, RangeTests rangeTests) {
        this.schedules = schedules;
        this.rangeTests = rangeTests;
    }

    /** What is to be trained, which may be that of a range test. */
    Workload workload(NewManagedComparison asked) {
        if (asked.workload() != null) {
            return asked.workload();
        }
        UUID id = Objects.requireNonNull(asked.terms().rangeTest());
        return rangeTests
                .find(id)
                .flatMap(RangeTest::workload)
                .orElseThrow(() -> invalid("range_test", id, "the id of a range test that the service has trained"));
    }

    /** A comparison that the service trains. */
    ComparisonOrder of(NewManagedComparison asked, Trained.Managed trained, long iterationsPerEpoch) {
        return of(asked.terms(), trained, Math.max(1, iterationsPerEpoch), asked.placement());
    }

    /** A comparison that its client trains. */
    ComparisonOrder of(NewReportedComparison asked, Trained.Reported trained) {
        return of(asked.terms(), trained, trained.terms().workload().iterationsPerEpoch(), asked.placement());
    }

    /** What its client is to train, which may be what it trained in a range test. */
    Trained.Reported trained(NewReportedComparison asked) {
        return new Trained.Reported(new ReportedTerms(workload(asked), asked.reporting()), asked.classes());
    }

    private ReportedWorkload workload(NewReportedComparison asked) {
        if (asked.workload() != null) {
            return asked.workload();
        }
        UUID id = Objects.requireNonNull(asked.terms().rangeTest());
        return rangeTests
                .find(id)
                .flatMap(RangeTest::reported)
                .map(ReportedTerms::workload)
                .orElseThrow(() -> invalid("range_test", id, "the id of a range test that its client has trained"));
    }

    private ComparisonOrder of(ComparisonTerms asked, Trained trained, long iterationsPerEpoch, Placement placement) {
        long iterations = iterations(asked, iterationsPerEpoch);
        @Nullable List<NewEntry> given = asked.entries();
        List<Entry> entries = given == null
                ? schedules.usual(Objects.requireNonNull(asked.rangeTest()), iterations)
                : schedules.of(given, iterations);
        @Nullable Evaluation evaluation = asked.evaluation();
        if (evaluation == null) {
            evaluation = new Evaluation(Math.max(1, Math.ceilDiv(iterations, USUAL_LOOKS)), USUAL_SAMPLES);
        }
        return new ComparisonOrder(
                asked.name(),
                trained,
                new Budget(iterations, asked.repeats(), asked.seed(), evaluation),
                entries,
                asked.baseline() == null ? EntrySchedules.usualBaseline() : asked.baseline(),
                asked.margin(),
                asked.tags(),
                placement);
    }

    /**
     * What is asked for; where nothing says it, three of the recommended cycles. Entries that are filled end with a
     * whole cycle.
     */
    private long iterations(ComparisonTerms asked, long epoch) {
        @Nullable Long iterations = asked.iterations();
        @Nullable Long epochs = asked.epochs();
        if (epochs != null) {
            long most = Budget.MOST_ITERATIONS / epoch;
            if (epochs < 1 || epochs > most) {
                throw invalid("epochs", epochs, "a whole number from 1 to " + most);
            }
            iterations = epochs * epoch;
        }
        @Nullable UUID rangeTest = asked.rangeTest();
        if (rangeTest == null || asked.entries() != null) {
            return Objects.requireNonNull(iterations);
        }
        Recommendation recommendation = schedules.recommendation(rangeTest, "range_test");
        long wanted = iterations == null
                ? Math.min(USUAL_HALF_CYCLES * recommendation.stepSize().iterations(), Budget.MOST_ITERATIONS)
                : iterations;
        return Objects.requireNonNull(recommendation.forRun(wanted).stepSize().run())
                .iterations();
    }

    private static InvalidValuesException invalid(String field, Object value, String expected) {
        return new InvalidValuesException(List.of(new Violation(field, value, expected)));
    }
}
