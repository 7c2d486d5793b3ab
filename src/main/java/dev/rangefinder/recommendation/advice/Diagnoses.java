package dev.rangefinder.recommendation.advice;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Evidence;
import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.bounds.CurveAnalysis;
import dev.rangefinder.recommendation.bounds.Findings;
import dev.rangefinder.recommendation.fit.LossLevels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in a sentence each what is wrong with a test, and what to do; each begins with its name and a colon. */
public final class Diagnoses {

    /** Rules further apart than the width of a narrow cycle are worth a word. */
    private static final double DISAGREEMENT = 4;

    private Diagnoses() {}

    /** Of curves that cannot be fitted. */
    public static List<String> withoutFit(List<Curve> curves, Findings findings) {
        if (!curves.isEmpty() && curves.stream().allMatch(Diagnoses::beginsWithoutNumbers)) {
            return List.of(
                    "not_finite_before_any_step: the loss is not finite at iteration 0, before any rate had an effect: look at the data, at the model and at the precision (float16 overflows at 65,504); no sweep can answer that.");
        }
        return List.of(
                findings.verdict() == Verdict.DIVERGED_AT_START
                        ? divergedAtStart(findings.rates().maxLr() / 100)
                        : "too_short: there are too few observations to read bounds from: sweep more iterations over more decades.");
    }

    private static boolean beginsWithoutNumbers(Curve curve) {
        return curve.size() > 0
                && curve.observations().getFirst().iteration() == 0
                && !LossLevels.isFinite(curve.observations().getFirst());
    }

    /** Of curves that were fitted. */
    public static List<String> of(
            Findings findings, CurveAnalysis analysis, Evidence evidence, Optional<NextTest> next) {
        List<String> diagnoses = new ArrayList<>(ofVerdict(findings, analysis, next));
        Double lossEdge = evidence.loss().edgeLr();
        Double accuracyEdge = evidence.accuracy().edgeLr();
        if (lossEdge != null && accuracyEdge == null && analysis.sweep().hasAccuracies()) {
            diagnoses.add(
                    "no_accuracy: no accuracy rose clear of its noise, so the bounds rest on the loss alone: add repeats, or larger batches.");
        }
        if (lossEdge != null
                && accuracyEdge != null
                && Math.max(lossEdge / accuracyEdge, accuracyEdge / lossEdge) > DISAGREEMENT) {
            diagnoses.add(
                    "rules_disagree: the loss falls off at %s and the accuracy at %s: look at the curve before relying on max_lr."
                            .formatted(rate(lossEdge), rate(accuracyEdge)));
        }
        diagnoses.addAll(Symptoms.of(analysis));
        return List.copyOf(diagnoses);
    }

    private static List<String> ofVerdict(Findings findings, CurveAnalysis analysis, Optional<NextTest> next) {
        return switch (findings.verdict()) {
            case OK, VERIFIED -> List.of();
            case UPPER_NOT_REACHED ->
                List.of(
                        "upper_not_reached: training was still at its best at the highest rate seen: extend the sweep to end_lr %s."
                                .formatted(rate(next.orElseThrow().endLr())));
            case NEVER_LEARNED ->
                List.of(
                        "never_learned: the loss rose without ever having fallen: check the model and the data, or sweep more slowly.");
            case DIVERGED_AT_START -> List.of(divergedAtStart(next.orElseThrow().startLr()));
            case TOO_NOISY ->
                List.of(
                        "too_noisy: the noise hides where training stops improving: add repeats, %d in all, or take larger batches."
                                .formatted(next.orElseThrow().repeats()));
            case FLAT ->
                List.of(
                        "flat: the loss neither fell nor rose: extend the sweep to end_lr %s, and check that the model trains."
                                .formatted(rate(next.orElseThrow().endLr())));
            case TOO_SHORT -> List.of(tooShort(analysis, next.orElseThrow().iterations()));
        };
    }

    private static String divergedAtStart(double start) {
        return "diverged_at_start: even the lowest rates were too high: start the sweep at %s or below."
                .formatted(rate(start));
    }

    private static String tooShort(CurveAnalysis analysis, long iterations) {
        if (analysis.sweptTooFast()) {
            return "swept_too_fast: the sweep went on before the model had learned: where max_lr would be, well below the rate where the loss turns, it had made %.0f %% of its gain, so sweep more slowly, with %d iterations."
                    .formatted(100 * analysis.gainShareBelowEdge(), iterations);
        }
        if (analysis.levelUnknown()) {
            return "level_unknown: the loss fell to less than a tenth of its start, and nothing says how much of that is the level of the outputs, such as the offset of a regression: say trivial_loss, the loss of the best constant answer, or report accuracies; or sweep more slowly, with %d iterations."
                    .formatted(iterations);
        }
        return analysis.onlyTheLevelFell()
                ? "only_the_level_fell: the loss fell no further than to what answers that look at no input reach, or the accuracy never rose: only how often each answer comes may have been learned, so sweep more slowly, with %d iterations."
                        .formatted(iterations)
                : "learned_in_stages: the level of the outputs was learned first, and the ramp was over before much else was: how high a rate the rest bears shows in a slower sweep, with %d iterations."
                        .formatted(iterations);
    }

    private static String rate(double lr) {
        return String.format(Locale.ROOT, "%.2g", lr);
    }
}
