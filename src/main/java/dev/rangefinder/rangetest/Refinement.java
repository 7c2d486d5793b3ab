package dev.rangefinder.rangetest;

import dev.rangefinder.rangetest.submission.CommonTerms;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.rangetest.submission.Sweep;
import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.shared.Wording;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Has a further sweep follow where a range test did not answer, if its client wants that. It is a range test of its
 * own, so that each keeps one sweep, one set of curves and one recommendation.
 */
@Component
class Refinement {

    private final RangeTests rangeTests;

    Refinement(RangeTests rangeTests) {
        this.rangeTests = rangeTests;
    }

    /**
     * Submits the sweep that would answer, in the transaction that ends the test, as far as the iterations allow.
     *
     * @return the recommendation, and what became of the question it leaves
     */
    Recommendation after(RangeTest rangeTest, Recommendation recommendation) {
        Optional<Long> iterations = rangeTest.refineIterations();
        NextTest next = recommendation.next();
        return iterations.isEmpty() || next == null
                ? recommendation
                : recommendation.withDiagnosis(follow(rangeTest, next, iterations.get()));
    }

    private String follow(RangeTest rangeTest, NextTest next, long iterationsLeft) {
        Sweep sweep = new Sweep(
                next.startLr(),
                next.endLr(),
                next.iterations(),
                rangeTest.sweep().spacing(),
                rangeTest.sweep().stopRule());
        int fewest = sweep.equals(rangeTest.sweep()) ? rangeTest.repeats() + 1 : 1;
        long most = Math.min(iterationsLeft, CommonTerms.MOST_OBSERVATIONS) / sweep.iterations();
        int repeats = (int) Math.min(next.repeats(), most);
        if (repeats < fewest) {
            return "not_refined: the sweep that would answer takes %d iterations, and %d may be spent."
                    .formatted(fewest * sweep.iterations(), iterationsLeft);
        }
        long left = iterationsLeft - repeats * sweep.iterations();
        Submission further = rangeTest.submission().under(sweep, repeats, left);
        return rangeTests
                .refine(rangeTest.getId(), further)
                .map(submitted -> {
                    rangeTest.refinedBy(submitted.getId());
                    return "refined: range test %s sweeps %s to %s in %d iterations, %s, to answer what this one did not; %d are left."
                            .formatted(
                                    submitted.getId(),
                                    Wording.brief(sweep.startLr()),
                                    Wording.brief(sweep.endLr()),
                                    sweep.iterations(),
                                    Wording.times(repeats),
                                    left);
                })
                .orElseGet(() ->
                        "not_refined: the data set %s is gone or is another by now, or the uploaded model is gone."
                                .formatted(rangeTest.dataset().orElse("")));
    }
}
