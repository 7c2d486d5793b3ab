package dev.rangefinder.recommendation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Surface.SweepOfSurface;
import dev.rangefinder.recommendation.published.PublishedRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the recommendation is worth on measured accuracy surfaces, beside every other tool's rule; how honest its verdicts are;
 * and how fast it is. Trains nothing.
 */
@Tag("bench")
class RecommendationBench {

    /** How a single rate is made a cycle, in the ways that were tried for the published rules. */
    private static final Map<String, double[]> CYCLES = cycles();

    /** A regret that no verdict of ok may have. */
    private static final double LARGE = 0.05;

    private static Map<String, double[]> cycles() {
        Map<String, double[]> cycles = new LinkedHashMap<>();
        cycles.put("lr/4 .. lr", new double[] {0.25, 1});
        cycles.put("lr/10 .. lr", new double[] {0.1, 1});
        cycles.put("lr/4 .. 3 lr", new double[] {0.25, 3});
        return cycles;
    }

    @Test
    void regretBesideEveryOtherRule() throws IOException {
        Map<String, Scores> table = new TreeMap<>();
        for (Surface surface : surfaces()) {
            for (List<SweepOfSurface> repeats : surface.groups()) {
                for (SweepOfSurface sweep : repeats) {
                    score(surface, "alone", List.of(sweep), table);
                }
                score(surface, "pooled", repeats, table);
            }
        }
        System.out.printf("%-62s %5s %7s %7s%n", "rule", "n", "mean", "worst");
        table.entrySet().stream()
                .sorted(Comparator.comparingDouble(row -> row.getValue().mean()))
                .forEach(row -> System.out.println(row.getValue().line(row.getKey())));
    }

    private static void score(Surface surface, String how, List<SweepOfSurface> repeats, Map<String, Scores> table) {
        List<Curve> curves = repeats.stream().map(SweepOfSurface::curve).toList();
        SweptRange swept = repeats.getFirst().swept();
        for (Algorithm algorithm : Algorithm.values()) {
            Recommendation answer = Recommender.recommend(curves, swept, surface.iterationsPerEpoch(), algorithm);
            add(table, "%s: ours %s".formatted(how, algorithm.id()), surface.regret(answer.baseLr(), answer.maxLr()));
            if (algorithm == Algorithm.CURRENT) {
                add(
                        table,
                        "%s: ours, verdict %s".formatted(how, answer.verdict()),
                        surface.regret(answer.baseLr(), answer.maxLr()));
                add(
                        table,
                        "%s: ours, lr as a fixed rate".formatted(how),
                        surface.regretOfFixed(answer.lr() == null ? 0 : answer.lr()));
            }
        }
        if (how.equals("alone")) {
            for (PublishedRule rule : PublishedRule.values()) {
                OptionalDouble lr = rule.lr(curves.getFirst());
                CYCLES.forEach((name, factors) -> add(
                        table,
                        "%s: %s as %s".formatted(how, rule.id(), name),
                        lr.isEmpty()
                                ? surface.regret(0, 0)
                                : surface.regret(lr.getAsDouble() * factors[0], lr.getAsDouble() * factors[1])));
            }
        }
    }

    private static void add(Map<String, Scores> table, String row, double regret) {
        table.computeIfAbsent(row, name -> new Scores(new ArrayList<>()))
                .regrets()
                .add(regret);
    }

    private record Scores(List<Double> regrets) {

        double mean() {
            return regrets.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }

        double worst() {
            return regrets.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        }

        String line(String name) {
            return String.format(Locale.ROOT, "%-62s %5d %7.4f %7.4f", name, regrets.size(), mean(), worst());
        }
    }

    /** Pooled sweeps that go beyond the best max should be ok; what ends below it must say that it does. */
    @Test
    void verdictsSayWhatTheSweepShows() throws IOException {
        int covering = 0;
        int ok = 0;
        int large = 0;
        int cut = 0;
        int notReached = 0;
        for (Surface surface : surfaces()) {
            double best = surface.bestCycle()[1];
            for (List<SweepOfSurface> repeats : surface.groups()) {
                List<Curve> curves = repeats.stream().map(SweepOfSurface::curve).toList();
                SweptRange swept = repeats.getFirst().swept();
                Recommendation answer = Recommender.recommend(curves, swept, surface.iterationsPerEpoch());
                covering += swept.endLr() >= best ? 1 : 0;
                ok += answer.verdict() == Verdict.OK ? 1 : 0;
                large += answer.verdict() == Verdict.OK && surface.regret(answer.baseLr(), answer.maxLr()) > LARGE
                        ? 1
                        : 0;
                for (double share : new double[] {0.3, 0.5, 0.8}) {
                    Recommendation lower = cut(curves, swept, best * share, surface.iterationsPerEpoch());
                    cut++;
                    notReached += lower.verdict() == Verdict.UPPER_NOT_REACHED ? 1 : 0;
                    if (lower.verdict() != Verdict.UPPER_NOT_REACHED) {
                        System.out.printf(
                                "%s, %d points a repeat, cut at %.1f of the best max: %s%n",
                                surface.task(), curves.getFirst().size(), share, lower.verdict());
                    }
                }
            }
        }
        System.out.printf("ok: %d of %d pooled sweeps that cover the best max%n", ok, covering);
        System.out.printf("ok with a regret above %s: %d%n", LARGE, large);
        System.out.printf("upper_not_reached: %d of %d that end below it%n", notReached, cut);
    }

    private static List<Surface> surfaces() throws IOException {
        return Stream.concat(Surface.all().stream(), Surface.further().stream()).toList();
    }

    private static Recommendation cut(List<Curve> curves, SweptRange swept, double end, long iterationsPerEpoch) {
        List<Curve> lower = curves.stream()
                .map(curve -> new Curve(curve.observations().stream()
                        .filter(observation -> observation.lr() <= end)
                        .toList()))
                .toList();
        double last = lower.stream()
                .mapToDouble(curve -> curve.observations().getLast().lr())
                .max()
                .orElseThrow();
        return Recommender.recommend(lower, new SweptRange(swept.startLr(), last), iterationsPerEpoch);
    }

    /** How far apart single sweeps of 150 iterations lie that differ in the seed alone. */
    @Test
    void spreadOverSeeds() throws IOException {
        for (Surface surface : Surface.further()) {
            List<SweepOfSurface> seeds = surface.seeds().stream().limit(20).toList();
            if (seeds.isEmpty()) {
                continue;
            }
            System.out.printf(
                    "%s, p95/p5 over 20 seeds: ours %.1f",
                    surface.task(),
                    ratio(seeds.stream()
                            .mapToDouble(
                                    sweep -> recommend(surface, List.of(sweep)).maxLr())));
            for (PublishedRule rule : PublishedRule.values()) {
                System.out.printf(
                        ", %s %.1f",
                        rule.id(),
                        ratio(seeds.stream()
                                .map(sweep -> rule.lr(sweep.curve()))
                                .filter(OptionalDouble::isPresent)
                                .mapToDouble(OptionalDouble::getAsDouble)));
            }
            System.out.println();
        }
    }

    private static double ratio(DoubleStream rates) {
        double[] all = rates.toArray();
        return Merit.quantile(all, 0.95) / Merit.quantile(all, 0.05);
    }

    /** How often the interval of a few repeats holds what 50 others say together. */
    @Test
    void coverageOfTheInterval() throws IOException {
        int[] sizes = {1, 2, 3, 5};
        int[] all = new int[sizes.length];
        int[] maxHeld = new int[sizes.length];
        int[] baseHeld = new int[sizes.length];
        for (Surface surface : Surface.further()) {
            List<SweepOfSurface> seeds = surface.seeds();
            if (seeds.isEmpty()) {
                continue;
            }
            Recommendation truth = recommend(surface, seeds.subList(0, 50));
            List<SweepOfSurface> others = seeds.subList(50, seeds.size());
            for (int size = 0; size < sizes.length; size++) {
                Random random = new Random(1);
                for (int draw = 0; draw < 60; draw++) {
                    List<SweepOfSurface> drawn = new ArrayList<>(others);
                    Collections.shuffle(drawn, random);
                    Recommendation answer = recommend(surface, drawn.subList(0, sizes[size]));
                    all[size]++;
                    maxHeld[size] += answer.maxLrInterval().contains(truth.maxLr()) ? 1 : 0;
                    baseHeld[size] += answer.baseLrInterval().contains(truth.baseLr()) ? 1 : 0;
                }
            }
        }
        for (int size = 0; size < sizes.length; size++) {
            System.out.printf(
                    "intervals of %d repeats hold what 50 others say: max_lr %.2f, base_lr %.2f (of %d)%n",
                    sizes[size], (double) maxHeld[size] / all[size], (double) baseHeld[size] / all[size], all[size]);
        }
    }

    private static Recommendation recommend(Surface surface, List<SweepOfSurface> repeats) {
        return Recommender.recommend(
                repeats.stream().map(SweepOfSurface::curve).toList(),
                repeats.getFirst().swept(),
                surface.iterationsPerEpoch());
    }

    @Test
    void aMillionPointsTakeLessThanASecond() {
        List<Curve> curves = SyntheticCurves.repeats(4, SyntheticCurves::learning, 0.1, 250_000);
        Recommender.recommend(curves, SyntheticCurves.SWEPT, 1000);
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            Recommender.recommend(curves, SyntheticCurves.SWEPT, 1000);
            System.out.printf("a recommendation from 10^6 points: %d ms%n", (System.nanoTime() - start) / 1_000_000);
        }
        Curve one = SyntheticCurves.repeats(1, SyntheticCurves::learning, 0.1, 1_000_000)
                .getFirst();
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            assertThat(PublishedRule.VALLEY.lr(one)).isPresent();
            System.out.printf("fastai's valley of 10^6 points: %d ms%n", (System.nanoTime() - start) / 1_000_000);
        }
    }
}
