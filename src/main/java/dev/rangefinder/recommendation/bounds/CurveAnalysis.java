package dev.rangefinder.recommendation.bounds;

import dev.rangefinder.recommendation.Evidence;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.fit.AccuracySignal;
import dev.rangefinder.recommendation.fit.BinnedCurve.Weights;
import dev.rangefinder.recommendation.fit.CensoredRepeats;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.GainShares;
import dev.rangefinder.recommendation.fit.LossSignal;
import java.util.Optional;

/**
 * What is seen in the repeats of a test, before anything is concluded from it.
 *
 * @param pace decades that the ramp passes in an iteration, at the edge of the loss
 * @param margin between max and the edge of the ramp
 */
public record CurveAnalysis(
        TestContext context,
        CensoredRepeats sweep,
        FittedSignal loss,
        AccuracySignal accuracies,
        MemoryEstimate memory,
        double pace,
        Margin margin,
        boolean onlyTheLevel) {

    /** Below it, most of what was learned was learned between the rate that would be max and the edge. */
    private static final double HALF_OF_THE_GAIN = 0.5;

    /**
     * What is learned of the inputs alone divides few losses by as much in a sweep; what a level far from 0 leaves,
     * most.
     */
    private static final double MANIFOLD = 10;

    /**
     * Decades in an iteration: what sweeps of 150 to 200 iterations pass, of which language models learn little beyond
     * the level.
     */
    private static final double FAST = 0.03;

    /** Decades: what is learned in one go rises within one to two. */
    private static final double STAGED_RISE = 2.4;

    public static CurveAnalysis of(CensoredRepeats sweep, TestContext context) {
        FittedSignal fitted = LossSignal.fit(sweep);
        Optional<FittedSignal> beyondLevel = Optional.ofNullable(context.trivialLoss())
                .map(trivial -> -trivial)
                .filter(level -> level > fitted.start())
                .map(fitted::from);
        FittedSignal loss = beyondLevel.filter(FittedSignal::learned).orElse(fitted);
        double pace = sweep.pace(loss.shares().logEdge());
        CurveAnalysis undecided = new CurveAnalysis(
                context,
                sweep,
                loss,
                AccuracySignal.of(sweep),
                MemoryEstimate.of(sweep, loss),
                pace,
                Margin.of(MemoryEstimate.LASTING, pace),
                beyondLevel.filter(beyond -> !beyond.learned()).isPresent());
        return undecided.withMargin(undecided.margin((repeat, bin) -> 1, loss.shares()));
    }

    private CurveAnalysis withMargin(Margin decided) {
        return new CurveAnalysis(context, sweep, loss, accuracies, memory, pace, decided, onlyTheLevel);
    }

    public Optional<FittedSignal> accuracy() {
        return accuracies.fit();
    }

    /**
     * Between max and the edge, had the curves been weighed so. Residuals from a steep fall say nothing about memory,
     * and need not where the momentum is known.
     */
    Margin margin(Weights weights, GainShares losses) {
        boolean readable = knownForgetting().isEmpty() && !sweptTooFast();
        Margin decided = Margin.of(readable ? memory.around(losses.logBrink(), weights) : presumedForgetting(), pace);
        return context.followsGradient() || farFromLevel() ? decided.withoutCoasting() : decided;
    }

    /** Whether max keeps more of a distance than it would if the optimizer were sure to have no memory. */
    public boolean leavesMemoryOpen() {
        return margin.belowEdge() > Margin.of(MemoryEstimate.NO_MEMORY, pace).belowEdge();
    }

    /**
     * What is taken for the optimizer's forgetting where the curve is not asked: the cautious side, unless it is known.
     */
    double presumedForgetting() {
        return knownForgetting().orElse(MemoryEstimate.LASTING);
    }

    private Optional<Double> knownForgetting() {
        return Optional.ofNullable(context.momentum()).flatMap(MemoryEstimate::ofMomentum);
    }

    /**
     * Whether rates above those swept could be trained at, and max be another for it. It could not where the top
     * decides, and the best is left so far behind that max would lie above it even with the edge at the highest rate.
     */
    boolean endsTooEarly() {
        GainShares losses = loss.shares();
        GainShares accuracies = accuracy().map(FittedSignal::shares).orElse(losses);
        boolean edgeSeen = losses.edgeSeen() && accuracies.edgeSeen();
        double best = Math.max(losses.logBest(), accuracies.logBest());
        boolean farBehind = best <= losses.grid().highest() - margin.belowEdge();
        return !edgeSeen && !(margin.coasts() && farBehind);
    }

    /**
     * Whether the loss had made less than half of its gain where max would be. Such a sweep diverged while it had only
     * begun to learn: how high the edge lies, and what rates below it would do, shows in a slower one.
     */
    public boolean sweptTooFast() {
        return loss.shares().edgeSeen() && isLittle(gainShareBelowEdge());
    }

    private static boolean isLittle(double gainShare) {
        return gainShare < HALF_OF_THE_GAIN;
    }

    /**
     * Whether the ramp went fast over what was learned one after the other, as the level of the outputs first and what
     * depends on the inputs then: what it shows of the latter is mostly what it had no time for.
     */
    public boolean learnedInStages() {
        double total =
                loss.shares().gain() + Math.max(0, loss.start() + sweep.levels().initial());
        boolean mostlyLevel = loss.shares().gain() < HALF_OF_THE_GAIN * total;
        return pace > FAST && (mostlyLevel || loss.shares().riseDecades() > STAGED_RISE);
    }

    /**
     * Whether the loss fell to a fraction of its start, as those of regressions with an offset do for the offset alone,
     * and neither an accuracy nor a known level says what was learned beyond it.
     */
    public boolean levelUnknown() {
        double best = -loss.shares().value(loss.shares().best());
        return context.trivialLoss() == null
                && !sweep.hasAccuracies()
                && best > 0
                && sweep.levels().initial() > MANIFOLD * best;
    }

    /** Whether almost all that is gained is the way of the outputs to their level: a ramp does not coast on that. */
    private boolean farFromLevel() {
        Double trivial = context.trivialLoss();
        return trivial == null ? levelUnknown() : trivial > 0 && sweep.levels().initial() > MANIFOLD * trivial;
    }

    /**
     * Whether only the level of the outputs was learned, such as how often each class comes: the loss of a network that
     * starts with confident guesses falls for that alone, and stays there at rates that it cannot learn at.
     */
    public boolean onlyTheLevelFell() {
        return onlyTheLevel || (accuracies.stayed() && accuracies.fit().isEmpty());
    }

    /**
     * The share of its gain that the fitted loss has where max would be; of an optimizer with memory, unless it is
     * known to have none.
     */
    public double gainShareBelowEdge() {
        GainShares losses = loss.shares();
        double edge = accuracy()
                .map(fit -> (losses.logEdge() + fit.shares().logEdge()) / 2)
                .orElse(losses.logEdge());
        return losses.shareAt(edge - Margin.of(presumedForgetting(), pace).belowEdge());
    }

    public Evidence evidence() {
        GainShares losses = loss.shares();
        boolean learned = loss.perhapsLearned();
        return new Evidence(
                sweep.points(),
                new Evidence.OfLoss(
                        sweep.levels().initial(),
                        sweep.levels().noise(),
                        -losses.value(losses.best()),
                        Math.pow(10, loss.grid().logLrOf(losses.best())),
                        learned ? Math.pow(10, losses.logEdge()) : null,
                        learned ? gainShareBelowEdge() : null),
                new Evidence.OfAccuracy(
                        accuracy().map(fit -> fit.shares().gain()).orElse(null),
                        accuracy()
                                .map(fit -> Math.pow(10, fit.shares().logEdge()))
                                .orElse(null)),
                new Evidence.OfDivergence(
                        sweep.diverged().size(),
                        sweep.diverged().stream()
                                .map(repeat -> Math.pow(10, CensoredRepeats.logEnd(repeat)))
                                .min(Double::compare)
                                .orElse(null)),
                new Evidence.OfMemory(
                        context.momentum(),
                        learned ? memory.around(losses.logBrink(), (repeat, bin) -> 1) : null,
                        learned ? Math.pow(10, margin.belowEdge()) : null));
    }
}
