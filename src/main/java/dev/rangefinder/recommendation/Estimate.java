package dev.rangefinder.recommendation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bounds and intervals from the rules, for a test that shows learning. */
record Estimate(
        FittedRule loss,
        @Nullable FittedRule accuracy,
        Margin margin,
        Bounds bounds,
        Interval baseLrInterval,
        double maxLr,
        Interval maxLrInterval,
        Interval lrInterval) {

    /** Neither rule is better than the other on every surface measured. */
    private static final double LOSS_SHARE = 0.5;

    /** An interval as wide as the whole cycle does not say where the cycle is. */
    static final double WIDEST_INTERVAL = 10;

    /** A rule without a second opinion counts as one that another contradicts by a factor of two. */
    private static final double AGREEMENT_OF_ONE = Math.sqrt(0.5);

    /** An edge that was not seen halves what is known. */
    private static final double CONFIDENCE_BELOW_UNSEEN_EDGE = 0.5;

    /** Not much more than a guess. */
    private static final double CONFIDENCE_IN_DOUBT = 0.1;

    /** Four times the repeats halve a standard error: three times as many again. */
    private static final int FURTHER_REPEATS = 3;

    static Estimate of(Reading reading) {
        FittedRule loss = reading.loss();
        FittedCurve losses = loss.fitted();
        FittedCurve accuracies = reading.accuracy().map(FittedRule::fitted).orElse(losses);
        Bounds bounds = Combination.of(losses, accuracies, LOSS_SHARE, reading.margin());
        Resampling resampling = Resampling.of(reading);
        double end = reading.swept().endLr();
        double max = Math.min(bounds.maxLr(), end);
        return new Estimate(
                loss,
                reading.accuracy().orElse(null),
                reading.margin(),
                bounds,
                resampling.baseLr(bounds.baseLr()),
                max,
                reading.edgeSeen() ? resampling.maxLr(max) : belowUnseenEdge(max, reading.margin(), end),
                resampling.lr(Math.pow(10, bounds.logLr())));
    }

    /** From where max would be if the edge were the highest rate seen, to that rate itself. */
    private static Interval belowUnseenEdge(double max, Margin margin, double end) {
        return new Interval(
                max / Math.pow(10, margin.belowEdge() - margin.belowEnd()),
                Math.min(max * Math.pow(10, margin.belowEnd()), end));
    }

    Answer answer(Reading reading, Evidence evidence) {
        Verdict verdict = verdict(reading);
        return new Answer(
                verdict,
                bounds.baseLr(),
                baseLrInterval,
                maxLr,
                maxLrInterval,
                lrInterval,
                confidence(verdict),
                repeatsToHalveInterval(verdict),
                rules(),
                evidence,
                Symptoms.of(reading),
                NextTests.after(verdict, reading, maxLrInterval).orElse(null));
    }

    private Verdict verdict(Reading reading) {
        boolean bestAtTheEnd = !loss.fitted().fell();
        if (!loss.learned() && !(bestAtTheEnd && reading.algorithm().extendsBeforeItDoubts())) {
            return Verdict.TOO_NOISY;
        }
        if (!reading.edgeSeen()) {
            return Verdict.UPPER_NOT_REACHED;
        }
        if (belowSweep()) {
            return Verdict.DIVERGED_AT_START;
        }
        if (reading.sweptTooFast() || reading.onlyTheLevelFell()) {
            return Verdict.TOO_SHORT;
        }
        return maxLrInterval.high() / maxLrInterval.low() > WIDEST_INTERVAL ? Verdict.TOO_NOISY : Verdict.OK;
    }

    private boolean belowSweep() {
        double edge = Math.max(
                loss.fitted().logEdge(),
                accuracy == null ? 0 : accuracy.fitted().logEdge());
        return edge - margin.belowEdge() < loss.grid().lowest();
    }

    private double confidence(Verdict verdict) {
        double precision = Math.sqrt(maxLrInterval.low() / maxLrInterval.high());
        return agreement()
                * precision
                * switch (verdict) {
                    case OK -> 1;
                    case UPPER_NOT_REACHED -> CONFIDENCE_BELOW_UNSEEN_EDGE;
                    case NEVER_LEARNED, DIVERGED_AT_START, TOO_NOISY, FLAT, TOO_SHORT -> CONFIDENCE_IN_DOUBT;
                };
    }

    private double agreement() {
        return accuracy == null ? AGREEMENT_OF_ONE : Math.pow(10, -disagreement(accuracy) / 2);
    }

    /** Decades between the edges that the rules see. */
    private double disagreement(FittedRule other) {
        return Math.abs(loss.fitted().logEdge() - other.fitted().logEdge());
    }

    /** Repeats narrow what chance does; where most of the interval is the rules' disagreement they do not. */
    private @Nullable Integer repeatsToHalveInterval(Verdict verdict) {
        double width = Math.log10(maxLrInterval.high() / maxLrInterval.low());
        boolean helps = verdict == Verdict.OK && (accuracy == null || disagreement(accuracy) < width / 2);
        return helps ? Integer.valueOf(FURTHER_REPEATS * loss.curve().repeats()) : null;
    }

    private List<RuleReading> rules() {
        RuleReading ofLoss = RuleReading.of(loss.name(), loss.bounds(margin));
        return accuracy == null
                ? List.of(ofLoss)
                : List.of(
                        ofLoss,
                        RuleReading.of(accuracy.name(), accuracy.bounds(margin)),
                        RuleReading.of("smith_accuracy", accuracy.asThePaperReads()));
    }
}
