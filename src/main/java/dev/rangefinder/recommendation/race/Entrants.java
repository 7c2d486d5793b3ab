package dev.rangefinder.recommendation.race;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.RuleAnswer;
import dev.rangefinder.recommendation.Verification.Entrant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The cycles that run against the one that a sweep recommends, those first that are to win where several are equal. */
final class Entrants {

    /** The name of the sweep's own. */
    static final String SWEEP = "sweep";

    private static final String BETWEEN = "between";
    private static final String UPPER_HALF = "upper_half";
    private static final String LOWEST = "sweep/30";
    private static final String HIGHEST = "sweep*30";
    private static final double HALF_A_DECADE = Math.sqrt(10);

    /**
     * By the regret on all accuracy surfaces the best rule of another tool ({@code bench/README.md}), and the cycle
     * that suits it best.
     */
    private static final String OTHER_RULE = "fastai_minimum";

    private static final double OTHER_BASE = 1 / 4.0;
    private static final double OTHER_MAX = 3;

    private Entrants() {}

    static List<Entrant> of(Recommendation sweep) {
        double base = sweep.baseLr();
        double max = sweep.maxLr();
        Stream<Entrant> shifts = Stream.of(
                new Entrant(SWEEP, base, max),
                shifted("sweep/3", base, max, 1 / HALF_A_DECADE),
                shifted("sweep*3", base, max, HALF_A_DECADE),
                new Entrant("wider", base / HALF_A_DECADE, max * HALF_A_DECADE),
                shifted("sweep/10", base, max, 1.0 / 10),
                shifted("sweep*10", base, max, 10),
                shifted(LOWEST, base, max, 1 / (10 * HALF_A_DECADE)),
                shifted(HIGHEST, base, max, 10 * HALF_A_DECADE));
        return Stream.concat(shifts, other(sweep.rules())).toList();
    }

    /**
     * Cycles that lie closer to the best two so far than these to each other. Half a decade is much where the best rates
     * are close to those that destroy what was learned; there a narrow cycle may be better than any wide one, too.
     */
    static List<Entrant> near(Entrant best, Entrant second) {
        return List.of(
                new Entrant(BETWEEN, mean(best.baseLr(), second.baseLr()), mean(best.maxLr(), second.maxLr())),
                new Entrant(UPPER_HALF, mean(best.baseLr(), best.maxLr()), best.maxLr()));
    }

    /** On the scale on which rates count. */
    private static double mean(double rate, double other) {
        return Math.sqrt(rate) * Math.sqrt(other);
    }

    /** Whether the best cycle may lie where none was trained. */
    static boolean isOutermost(Entrant entrant) {
        return Set.of(LOWEST, HIGHEST).contains(entrant.name());
    }

    private static Entrant shifted(String name, double base, double max, double factor) {
        return new Entrant(name, base * factor, max * factor);
    }

    private static Stream<Entrant> other(List<RuleAnswer> rules) {
        return rules.stream()
                .filter(rule -> rule.rule().equals(OTHER_RULE))
                .map(RuleAnswer::lr)
                .filter(Objects::nonNull)
                .map(lr -> new Entrant(OTHER_RULE, lr * OTHER_BASE, lr * OTHER_MAX));
    }
}
