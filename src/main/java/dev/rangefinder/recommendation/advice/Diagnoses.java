package dev.rangefinder.recommendation.advice;

import dev.rangefinder.recommendation.Evidence;
import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.bounds.CurveAnalysis;
import dev.rangefinder.recommendation.bounds.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says in a sentence each what is wrong with a test, and what to do; each begins with its name and a colon. */
public final class Diagnoses {

    /** Rules further apart than the width of a narrow cycle are worth a word. */
    private static final double DISAGREEMENT = 4;

    private Diagnoses() {}

    public static List<String> of(
            Findings findings, Evidence evidence, List<String> symptoms, @Nullable NextTest next) {
        List<String> diagnoses = new ArrayList<>(ofVerdict(findings, evidence, next));
        Double lossEdge = evidence.loss().edgeLr();
        Double accuracyEdge = evidence.accuracy().edgeLr();
        if (lossEdge != null && accuracyEdge == null) {
            diagnoses.add(
                    "no_accuracy: no accuracy rose clear of its noise, so the bounds rest on the loss alone: report accuracies, or add repeats.");
        }
        if (lossEdge != null
                && accuracyEdge != null
                && Math.max(lossEdge / accuracyEdge, accuracyEdge / lossEdge) > DISAGREEMENT) {
            diagnoses.add(
                    "rules_disagree: the loss falls off at %s and the accuracy at %s: look at the curve before relying on max_lr."
                            .formatted(rate(lossEdge), rate(accuracyEdge)));
        }
        diagnoses.addAll(symptoms);
        return List.copyOf(diagnoses);
    }

    private static List<String> ofVerdict(Findings findings, Evidence evidence, @Nullable NextTest next) {
        return switch (findings.verdict()) {
            case OK -> List.of();
            case UPPER_NOT_REACHED ->
                List.of(
                        "upper_not_reached: training was still at its best at the highest rate seen: extend the sweep to end_lr %s."
                                .formatted(rate(Objects.requireNonNull(next).endLr())));
            case NEVER_LEARNED ->
                List.of(
                        "never_learned: the loss rose without ever having fallen: check the model and the data, or sweep more slowly.");
            case DIVERGED_AT_START ->
                List.of("diverged_at_start: even the lowest rates were too high: start the sweep at %s or below."
                        .formatted(rate(next == null ? findings.rates().maxLr() / 100 : next.startLr())));
            case TOO_NOISY ->
                List.of(
                        "too_noisy: the noise hides where training stops improving: add repeats, %d in all, or take larger batches."
                                .formatted(Objects.requireNonNull(next).repeats()));
            case FLAT ->
                List.of(
                        "flat: the loss neither fell nor rose: extend the sweep to end_lr %s, and check that the model trains."
                                .formatted(rate(Objects.requireNonNull(next).endLr())));
            case TOO_SHORT -> List.of(tooShort(evidence.loss().gainShareBelowEdge(), next));
        };
    }

    private static String tooShort(@Nullable Double share, @Nullable NextTest next) {
        if (next == null || share == null) {
            return "too_short: there are too few observations to read bounds from: sweep more iterations over more decades.";
        }
        return !CurveAnalysis.isLittle(share)
                ? "only_the_level_fell: the loss fell and the accuracy never rose, so that only how often each class comes may have been learned: sweep more slowly, with %d iterations."
                        .formatted(next.iterations())
                : "swept_too_fast: the sweep went on before the model had learned: where max_lr would be, well below the rate where the loss turns, it had made %.0f %% of its gain, so sweep more slowly, with %d iterations."
                        .formatted(100 * share, next.iterations());
    }

    private static String rate(double lr) {
        return String.format(Locale.ROOT, "%.2g", lr);
    }
}
