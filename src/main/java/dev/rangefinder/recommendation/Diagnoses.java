package dev.rangefinder.recommendation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Says in a sentence each what is wrong with a test, and what to do; each begins with its name and a colon. */
final class Diagnoses {

    /** Rules further apart than the width of a narrow cycle are worth a word. */
    private static final double DISAGREEMENT = 4;

    private Diagnoses() {}

    static List<String> of(Answer answer) {
        List<String> diagnoses = new ArrayList<>(ofVerdict(answer));
        Evidence evidence = answer.evidence();
        Double lossEdge = evidence.lossEdgeLr();
        Double accuracyEdge = evidence.accuracyEdgeLr();
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
        diagnoses.addAll(answer.symptoms());
        return List.copyOf(diagnoses);
    }

    private static List<String> ofVerdict(Answer answer) {
        NextTest next = answer.next();
        return switch (answer.verdict()) {
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
                        .formatted(rate(next == null ? answer.maxLr() / 100 : next.startLr())));
            case TOO_NOISY ->
                List.of(
                        "too_noisy: the noise hides where training stops improving: add repeats, %d in all, or take larger batches."
                                .formatted(Objects.requireNonNull(next).repeats()));
            case FLAT ->
                List.of(
                        "flat: the loss neither fell nor rose: extend the sweep to end_lr %s, and check that the model trains."
                                .formatted(rate(Objects.requireNonNull(next).endLr())));
            case TOO_SHORT -> List.of(tooShort(answer));
        };
    }

    private static String tooShort(Answer answer) {
        NextTest next = answer.next();
        Double share = answer.evidence().gainShareBelowEdge();
        if (next == null || share == null) {
            return "too_short: there are too few observations to read bounds from: sweep more iterations over more decades.";
        }
        return !Reading.isLittle(share)
                ? "only_the_level_fell: the loss fell and the accuracy never rose, so that only how often each class comes may have been learned: sweep more slowly, with %d iterations."
                        .formatted(next.iterations())
                : "swept_too_fast: the sweep went on before the model had learned: where max_lr would be, well below the rate where the loss turns, it had made %.0f %% of its gain, so sweep more slowly, with %d iterations."
                        .formatted(100 * share, next.iterations());
    }

    private static String rate(double lr) {
        return String.format(Locale.ROOT, "%.2g", lr);
    }
}
