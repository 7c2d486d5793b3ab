package dev.rangefinder.recommendation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in a sentence each what is wrong with a test, and what to do. */
final class Diagnoses {

    /** Rules further apart than the width of a narrow cycle are worth a word. */
    private static final double DISAGREEMENT = 4;

    /** An edge that was not seen is mostly within a decade. */
    private static final double EXTENSION = 10;

    private Diagnoses() {}

    static List<String> of(Answer answer, SweptRange swept) {
        List<String> diagnoses = new ArrayList<>(ofVerdict(answer, swept));
        Evidence evidence = answer.evidence();
        Double lossEdge = evidence.lossEdgeLr();
        Double accuracyEdge = evidence.accuracyEdgeLr();
        if (lossEdge != null && accuracyEdge == null) {
            diagnoses.add(
                    "No accuracy rose clear of its noise, so the bounds rest on the loss alone: report accuracies, or add repeats.");
        }
        if (lossEdge != null
                && accuracyEdge != null
                && Math.max(lossEdge / accuracyEdge, accuracyEdge / lossEdge) > DISAGREEMENT) {
            diagnoses.add("The loss falls off at %s and the accuracy at %s: look at the curve before relying on max_lr."
                    .formatted(rate(lossEdge), rate(accuracyEdge)));
        }
        return List.copyOf(diagnoses);
    }

    private static List<String> ofVerdict(Answer answer, SweptRange swept) {
        return switch (answer.verdict()) {
            case OK -> List.of();
            case UPPER_NOT_REACHED ->
                List.of("Training was still at its best at the highest rate seen: extend the sweep to end_lr %s."
                        .formatted(rate(swept.endLr() * EXTENSION)));
            case NEVER_LEARNED ->
                List.of(
                        "The loss rose without ever having fallen: check the model and the data, or sweep more slowly.");
            case DIVERGED_AT_START ->
                List.of("Even the lowest rates were too high: start the sweep at %s or below."
                        .formatted(rate(answer.maxLr() / EXTENSION / EXTENSION)));
            case TOO_NOISY ->
                List.of("The noise hides where training stops improving: add repeats, or take larger batches.");
            case FLAT ->
                List.of(
                        "The loss neither fell nor rose: extend the sweep to end_lr %s, and check that the model trains."
                                .formatted(rate(swept.endLr() * EXTENSION)));
            case TOO_SHORT ->
                List.of("There are too few observations to read bounds from: sweep more iterations over more decades.");
        };
    }

    private static String rate(double lr) {
        return String.format(Locale.ROOT, "%.2g", lr);
    }
}
