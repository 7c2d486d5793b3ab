package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.algorithm.Surface.SweepOfSurface;
import dev.rangefinder.recommendation.published.PublishedRule;
import dev.rangefinder.recommendation.published.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the recommendation is worth on measured accuracy surfaces, beside every other tool's rule, and how honest its
 * verdicts are. Trains nothing.
 */
@Tag("bench")
class RegretBench {

    /** How a single rate is made a cycle, in the ways that were tried for the published rules. */
    private static final Map<String, double[]> CYCLES = cycles();

    private static final String OURS_OK = "ours, verdict " + Verdict.OK;

    /** A regret that no verdict of ok may have. */
    private static final double LARGE = 0.05;

    private static Map<String, double[]> cycles() {
        Map<String, double[]> cycles = new LinkedHashMap<>();
        cycles.put("lr/4 .. lr", new double[] {0.25, 1});
        cycles.put("lr/10 .. lr", new double[] {0.1, 1});
        cycles.put("lr/4 .. 3 lr", new double[] {0.25, 3});
        return cycles;
    }

    /** Where a surface comes from, as a column of the table. */
    private enum Origin {
        GIVEN,
        OWN,
        HELD_BACK
    }

    private record Measured(Surface surface, Origin origin) {}

    @Test
    void regretBesideEveryOtherRule() throws IOException {
        Map<String, Scores> table = new TreeMap<>();
        for (Measured measured : measured()) {
            for (List<SweepOfSurface> repeats : measured.surface().groups()) {
                for (SweepOfSurface sweep : repeats) {
                    score(measured, "alone", List.of(sweep.curve()), sweep.swept(), table);
                }
                List<Curve> together =
                        repeats.stream().map(SweepOfSurface::curve).toList();
                score(measured, "pooled", together, repeats.getFirst().swept(), table);
            }
        }
        print(table);
    }

    /** A ladder that ends where it ends: anywhere in the decade below the edge that the whole of it shows. */
    @Test
    void regretOfLaddersThatEndBelowTheirEdge() throws IOException {
        Map<String, Scores> table = new TreeMap<>();
        for (Measured measured : measured()) {
            for (SweepOfSurface sweep :
                    measured.surface().groups().stream().flatMap(List::stream).toList()) {
                List<Curve> whole = List.of(sweep.curve());
                Double edge = Algorithms.CURRENT
                        .recommend(whole, measured.surface().setting(sweep.swept()))
                        .evidence()
                        .loss()
                        .edgeLr();
                if (edge != null && edge < sweep.swept().endLr()) {
                    for (double decades : new double[] {0, 0.2, 0.4, 0.6, 0.8, 1}) {
                        List<Curve> lower = below(edge * Math.pow(10, -decades), whole);
                        score(measured, "alone", lower, upToTheEnd(lower, sweep.swept()), table);
                    }
                }
            }
        }
        print(table);
    }

    /**
     * What an answer loses of the best score, by kind of task: scores of different tasks are no measure for each other.
     */
    @Test
    void shareOfTheBestScoreByFamily() throws IOException {
        Map<String, DoubleSummaryStatistics> table = new TreeMap<>();
        for (Measured measured : measured()) {
            Surface surface = measured.surface();
            for (List<SweepOfSurface> group : surface.groups()) {
                addShare(measured, "pooled", group, table);
                group.forEach(sweep -> addShare(measured, "alone", List.of(sweep), table));
            }
        }
        table.forEach((row, shares) -> System.out.printf(
                Locale.ROOT, "%-48s %7.4f %7.4f (%d)%n", row, shares.getAverage(), shares.getMax(), shares.getCount()));
    }

    private static void addShare(
            Measured measured, String how, List<SweepOfSurface> repeats, Map<String, DoubleSummaryStatistics> table) {
        Surface surface = measured.surface();
        Recommendation answer = RecommendationBench.recommend(surface, repeats);
        double share = surface.shareLost(answer.baseLr(), answer.maxLr());
        String verdict = answer.verdict() == Verdict.OK ? "ok" : "not ok";
        String held = surface.isHeldBack() ? "held back" : "chosen with";
        for (String family : List.of("all", family(surface))) {
            table.computeIfAbsent(
                            "%s, %s, %s: %s".formatted(held, how, verdict, family),
                            row -> new DoubleSummaryStatistics())
                    .accept(share);
        }
    }

    /** One sweep whatever its verdict, beside the published rule and reading that does best on each kind of task. */
    @Test
    void everyFamilyBesideItsBestPublishedRule() throws IOException {
        Map<String, Map<String, DoubleSummaryStatistics>> families = new TreeMap<>();
        for (Measured measured : measured()) {
            Surface surface = measured.surface();
            for (SweepOfSurface sweep :
                    surface.groups().stream().flatMap(List::stream).toList()) {
                Recommendation answer = RecommendationBench.recommend(surface, List.of(sweep));
                Map<String, Double> shares = new LinkedHashMap<>();
                shares.put("ours", surface.shareLost(answer.baseLr(), answer.maxLr()));
                for (PublishedRule rule : PublishedRule.values()) {
                    double lr = rule.lr(Series.of(sweep.curve())).orElse(0);
                    CYCLES.forEach((name, factors) ->
                            shares.put(rule.id() + " as " + name, surface.shareLost(lr * factors[0], lr * factors[1])));
                }
                for (String family : List.of("all", family(surface))) {
                    shares.forEach((rule, share) -> families.computeIfAbsent(family, name -> new TreeMap<>())
                            .computeIfAbsent(rule, name -> new DoubleSummaryStatistics())
                            .accept(share));
                }
            }
        }
        families.forEach(RegretBench::printBesideTheBest);
    }

    private static void printBesideTheBest(String family, Map<String, DoubleSummaryStatistics> rules) {
        DoubleSummaryStatistics ours = rules.remove("ours");
        Map.Entry<String, DoubleSummaryStatistics> best = rules.entrySet().stream()
                .min(Comparator.comparingDouble(rule -> rule.getValue().getAverage()))
                .orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "%-28s ours %.4f %.4f (%d), %s %.4f %.4f%n",
                family,
                ours.getAverage(),
                ours.getMax(),
                ours.getCount(),
                best.getKey(),
                best.getValue().getAverage(),
                best.getValue().getMax());
    }

    private static String family(Surface surface) {
        return surface.family().isEmpty() ? "pictures, tables, spirals" : surface.family();
    }

    private static void print(Map<String, Scores> table) {
        System.out.printf("%-44s", "regret: mean, worst (sweeps)");
        for (Origin origin : Origin.values()) {
            System.out.printf(" %22s", origin);
        }
        System.out.printf(" %22s%n", "all");
        table.entrySet().stream()
                .sorted(Comparator.comparingDouble(row -> row.getValue().mean()))
                .forEach(row -> System.out.println(row.getValue().line(row.getKey())));
    }

    private static void score(
            Measured measured, String how, List<Curve> curves, SweptRange swept, Map<String, Scores> table) {
        Surface surface = measured.surface();
        Map<String, Double> regrets = new LinkedHashMap<>();
        Recommendation answer = Algorithms.CURRENT.recommend(curves, surface.setting(swept));
        double ours = surface.regret(answer.baseLr(), answer.maxLr());
        Double rate = answer.rates().lr();
        regrets.put("ours", ours);
        regrets.put("ours, verdict " + answer.verdict(), ours);
        regrets.put("ours, lr as a fixed rate", surface.regretOfFixed(rate == null ? 0 : rate));
        Recommendation unknown =
                Algorithms.CURRENT.recommend(curves, new TestContext(swept, surface.iterationsPerEpoch(), null));
        regrets.put(
                "ours, momentum unknown, " + (unknown.verdict() == Verdict.OK ? "OK" : "not OK"),
                surface.regret(unknown.baseLr(), unknown.maxLr()));
        if (how.equals("alone")) {
            for (PublishedRule rule : PublishedRule.values()) {
                OptionalDouble lr = rule.lr(Series.of(curves.getFirst()));
                CYCLES.forEach((name, factors) -> {
                    double regret = lr.isEmpty()
                            ? surface.regret(0, 0)
                            : surface.regret(lr.getAsDouble() * factors[0], lr.getAsDouble() * factors[1]);
                    regrets.put(rule.id() + " as " + name, regret);
                    if (regrets.containsKey(OURS_OK)) {
                        regrets.put(rule.id() + " as " + name + ", ours OK", regret);
                    }
                });
            }
        }
        regrets.forEach((row, regret) ->
                table.computeIfAbsent(how + ": " + row, name -> new Scores()).add(measured.origin(), regret));
    }

    /** The regrets of a rule, by where the surfaces come from. */
    private static final class Scores {

        private final Map<Origin, List<Double>> regrets = new EnumMap<>(Origin.class);

        void add(Origin origin, double regret) {
            regrets.computeIfAbsent(origin, all -> new ArrayList<>()).add(regret);
        }

        double mean() {
            return all().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }

        private List<Double> all() {
            return regrets.values().stream().flatMap(List::stream).toList();
        }

        String line(String name) {
            StringBuilder line = new StringBuilder("%-44s".formatted(name));
            for (Origin origin : Origin.values()) {
                line.append(cell(regrets.getOrDefault(origin, List.of())));
            }
            return line.append(cell(all())).toString();
        }

        private static String cell(List<Double> regrets) {
            DoubleSummaryStatistics all =
                    regrets.stream().mapToDouble(Double::doubleValue).summaryStatistics();
            return all.getCount() == 0
                    ? " %22s".formatted("-")
                    : String.format(
                            Locale.ROOT,
                            " %7.4f %7.4f %6s",
                            all.getAverage(),
                            all.getMax(),
                            "(" + all.getCount() + ")");
        }
    }

    /** Pooled sweeps that go beyond the best max should be ok; what ends below it must say that it does. */
    @Test
    void verdictsSayWhatTheSweepShows() throws IOException {
        int covering = 0;
        int ok = 0;
        int cut = 0;
        int notReached = 0;
        for (Measured measured : measured()) {
            Surface surface = measured.surface();
            double[] best = surface.bestMaxima();
            for (List<SweepOfSurface> repeats : surface.groups()) {
                List<Curve> curves = repeats.stream().map(SweepOfSurface::curve).toList();
                SweptRange swept = repeats.getFirst().swept();
                boolean covers = swept.endLr() >= best[best.length - 1];
                covering += covers ? 1 : 0;
                ok += covers && verdict(measured, "pooled", repeats) == Verdict.OK ? 1 : 0;
                for (SweepOfSurface sweep : repeats) {
                    verdict(measured, "alone", List.of(sweep));
                }
                for (double share : new double[] {0.3, 0.5, 0.8}) {
                    Recommendation lower = cut(surface, curves, swept, best[0] * share);
                    cut++;
                    notReached += lower.verdict() == Verdict.UPPER_NOT_REACHED ? 1 : 0;
                    if (lower.verdict() != Verdict.UPPER_NOT_REACHED) {
                        System.out.printf(
                                "%s, %s points a repeat, cut at %.1f of the lowest of the best max: %s%n",
                                surface.task(), curves.getFirst().size(), share, lower.verdict());
                    }
                }
            }
        }
        System.out.printf("ok: %d of %d pooled sweeps that cover every best max%n", ok, covering);
        System.out.printf("upper_not_reached: %d of %d that end below the lowest%n", notReached, cut);
    }

    /** Says so where ok was wrong. */
    private static Verdict verdict(Measured measured, String how, List<SweepOfSurface> repeats) {
        Recommendation answer = RecommendationBench.recommend(measured.surface(), repeats);
        double regret = measured.surface().regret(answer.baseLr(), answer.maxLr());
        if (answer.verdict() == Verdict.OK && regret > LARGE) {
            System.out.printf(
                    "%s, %s, ok with a regret of %.3f (%s)%n",
                    measured.surface().task(), how, regret, measured.origin());
        }
        return answer.verdict();
    }

    private static List<Measured> measured() throws IOException {
        return Stream.concat(
                        Surface.all().stream().map(surface -> new Measured(surface, Origin.GIVEN)),
                        Surface.further().stream()
                                .filter(Surface::isMeasured)
                                .map(surface ->
                                        new Measured(surface, surface.isHeldBack() ? Origin.HELD_BACK : Origin.OWN)))
                .toList();
    }

    private static Recommendation cut(Surface surface, List<Curve> curves, SweptRange swept, double end) {
        List<Curve> lower = below(end, curves);
        return Algorithms.CURRENT.recommend(lower, surface.setting(upToTheEnd(lower, swept)));
    }

    private static List<Curve> below(double end, List<Curve> curves) {
        return curves.stream()
                .map(curve -> new Curve(curve.observations().stream()
                        .filter(observation -> observation.lr() <= end)
                        .toList()))
                .toList();
    }

    private static SweptRange upToTheEnd(List<Curve> curves, SweptRange swept) {
        double last = curves.stream()
                .mapToDouble(curve -> curve.observations().getLast().lr())
                .max()
                .orElseThrow();
        return new SweptRange(swept.startLr(), last);
    }
}
