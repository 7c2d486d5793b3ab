package dev.rangefinder.recommendation.bounds;

import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.LearningRates;
import dev.rangefinder.recommendation.RuleAnswer;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.GainShares;
import java.util.List;

/** Bounds, intervals and the verdict of a test that shows learning. */
public final class LearnedBounds {

    /** Neither signal is better than the other on every surface measured. */
    private static final double LOSS_SHARE = 0.5;

    /**
     * A wider interval does not say where most of the cycle is, which is a decade wide as a rule: at 5.6 a single sweep
     * of a language model was wrong by 9 % of the best score, at less none of 294 by more than 5.2 %.
     */
    public static final double WIDEST_INTERVAL = 5;

    /** Where loss and accuracy disagree as well, less width is too much: by a factor of four, an interval of six. */
    private static final double LEAST_CONFIDENCE = 0.2;

    private LearnedBounds() {}

    public static Findings find(CurveAnalysis analysis) {
        LearningRates rates = rates(analysis);
        Verdict verdict = verdict(analysis, rates.maxLrInterval());
        Confidence confidence = Confidence.of(verdict, rates.maxLrInterval(), analysis);
        return new Findings(
                verdict,
                rates,
                confidence.value(),
                confidence
                        .repeatsToHalveInterval(analysis.loss().curve().repeats())
                        .orElse(null),
                rules(analysis));
    }

    private static LearningRates rates(CurveAnalysis analysis) {
        GainShares losses = analysis.loss().shares();
        GainShares accuracies = analysis.accuracy().map(FittedSignal::shares).orElse(losses);
        CycleBounds bounds = CycleBounds.of(losses, accuracies, LOSS_SHARE, analysis.margin());
        BayesianBootstrap bootstrap = BayesianBootstrap.of(analysis);
        double end = analysis.context().swept().endLr();
        double max = Math.min(bounds.maxLr(), end);
        return LearningRates.of(
                bounds.baseLr(),
                bootstrap.baseLr(bounds.baseLr()),
                max,
                analysis.endsTooEarly() ? belowUnseenEdge(max, analysis.margin(), end) : bootstrap.maxLr(max),
                bootstrap.lr(Math.pow(10, bounds.logLr())),
                BayesianBootstrap.LEVEL);
    }

    /** From where max would be if the edge were the highest rate seen, to that rate itself. */
    private static Interval belowUnseenEdge(double max, Margin margin, double end) {
        return new Interval(max / Math.pow(10, margin.belowEdge() - margin.belowEnd()), end);
    }

    private static Verdict verdict(CurveAnalysis analysis, Interval maxLr) {
        if (!analysis.loss().learned() && analysis.loss().shares().fell()) {
            return Verdict.TOO_NOISY;
        }
        if (analysis.endsTooEarly()) {
            return Verdict.UPPER_NOT_REACHED;
        }
        if (belowSweep(analysis)) {
            return Verdict.DIVERGED_AT_START;
        }
        if (analysis.sweptTooFast()
                || analysis.learnedInStages()
                || analysis.onlyTheLevelFell()
                || analysis.levelUnknown()) {
            return Verdict.TOO_SHORT;
        }
        boolean wide = maxLr.high() / maxLr.low() > WIDEST_INTERVAL;
        boolean doubtful = Confidence.of(Verdict.OK, maxLr, analysis).value() < LEAST_CONFIDENCE;
        return wide || doubtful ? Verdict.TOO_NOISY : Verdict.OK;
    }

    private static boolean belowSweep(CurveAnalysis analysis) {
        double edge = Math.max(
                analysis.loss().shares().logEdge(),
                analysis.accuracy().map(accuracy -> accuracy.shares().logEdge()).orElse(0.0));
        return edge - analysis.margin().belowEdge() < analysis.loss().grid().lowest();
    }

    private static List<RuleAnswer> rules(CurveAnalysis analysis) {
        RuleAnswer ofLoss = alone(analysis.loss(), analysis.margin());
        return analysis.accuracy()
                .map(accuracy -> List.of(
                        ofLoss,
                        alone(accuracy, analysis.margin()),
                        answer("smith_accuracy", CycleBounds.asThePaperReads(accuracy.shares()))))
                .orElseGet(() -> List.of(ofLoss));
    }

    private static RuleAnswer alone(FittedSignal signal, Margin margin) {
        return answer(signal.name(), CycleBounds.of(signal.shares(), margin));
    }

    private static RuleAnswer answer(String rule, CycleBounds bounds) {
        return RuleAnswer.of(rule, bounds.baseLr(), bounds.maxLr());
    }
}
