package dev.rangefinder.recommendation.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.algorithm.Surface.SweepOfSurface;
import dev.rangefinder.recommendation.fit.Statistics;
import dev.rangefinder.recommendation.published.PublishedRule;
import dev.rangefinder.recommendation.published.Series;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How far recommendations scatter, what their intervals hold, what a longer sweep changes, and how fast they are.
 * Trains nothing.
 */
@Tag("bench")
class RecommendationBench {

    /** Of some of the 20 repeats that the 50 are held against, at each number of repeats. */
    private static final int DRAWS = 30;

    /** How far apart single sweeps of 150 iterations lie that differ in the seed alone. */
    @Test
    void spreadOverSeeds() throws IOException {
        for (Surface surface : Surface.further()) {
            List<SweepOfSurface> seeds = surface.seeds().stream().limit(20).toList();
            if (seeds.isEmpty()) {
                continue;
            }
            System.out.printf(
                    "%s%s, p95/p5 over 20 seeds: ours %.1f",
                    surface.task(),
                    surface.isHeldBack() ? " (held back)" : "",
                    ratio(seeds.stream()
                            .mapToDouble(
                                    sweep -> recommend(surface, List.of(sweep)).maxLr())));
            for (PublishedRule rule : PublishedRule.values()) {
                System.out.printf(
                        ", %s %.1f",
                        rule.id(),
                        ratio(seeds.stream()
                                .map(sweep -> rule.lr(Series.of(sweep.curve())))
                                .filter(OptionalDouble::isPresent)
                                .mapToDouble(OptionalDouble::getAsDouble)));
            }
            System.out.println();
        }
    }

    private static double ratio(DoubleStream rates) {
        double[] all = rates.toArray();
        return Statistics.quantile(all, 0.95) / Statistics.quantile(all, 0.05);
    }

    /** How often the interval of a few repeats holds what 50 others say together. */
    @Test
    void coverageOfTheInterval() throws IOException {
        int[] sizes = {1, 2, 3, 5};
        for (boolean heldBack : new boolean[] {false, true}) {
            coverage(
                    sizes,
                    heldBack ? "held back" : "own",
                    Surface.further().stream()
                            .filter(surface -> surface.isHeldBack() == heldBack
                                    && !surface.seeds().isEmpty())
                            .toList());
        }
    }

    private static void coverage(int[] sizes, String origin, List<Surface> surfaces) {
        int[] all = new int[sizes.length];
        int[] maxHeld = new int[sizes.length];
        int[] baseHeld = new int[sizes.length];
        for (Surface surface : surfaces) {
            List<SweepOfSurface> seeds = surface.seeds();
            Recommendation truth = recommend(surface, seeds.subList(0, 50));
            List<SweepOfSurface> others = seeds.subList(50, seeds.size());
            for (int size = 0; size < sizes.length; size++) {
                Random random = new Random(1);
                for (int draw = 0; draw < DRAWS; draw++) {
                    List<SweepOfSurface> drawn = new ArrayList<>(others);
                    Collections.shuffle(drawn, random);
                    Recommendation answer = recommend(surface, drawn.subList(0, sizes[size]));
                    all[size]++;
                    maxHeld[size] += answer.rates().maxLrInterval().contains(truth.maxLr()) ? 1 : 0;
                    baseHeld[size] += answer.rates().baseLrInterval().contains(truth.baseLr()) ? 1 : 0;
                }
            }
        }
        for (int size = 0; size < sizes.length; size++) {
            System.out.printf(
                    "%d tasks (%s): intervals of %d repeats hold what 50 others say: max_lr %.2f, base_lr %.2f (of %d)%n",
                    surfaces.size(),
                    origin,
                    sizes[size],
                    (double) maxHeld[size] / all[size],
                    (double) baseHeld[size] / all[size],
                    all[size]);
        }
    }

    /**
     * What a longer ramp changes: of many repeats together, which is the ramp's own doing and the rules', and of four
     * at a time, which chance adds to.
     */
    @Test
    void stabilityInIterations() throws IOException {
        List<Lengths> tasks = Surface.further().stream()
                .filter(surface -> !surface.ofLength(Lengths.ITERATIONS[0]).isEmpty())
                .map(Lengths::of)
                .toList();
        tasks.forEach(task -> System.out.println(task.line()));
        for (int length : new int[] {0, 2}) {
            double usual = Statistics.quantile(
                    tasks.stream().mapToDouble(task -> task.all().shift(length)).toArray(), 0.5);
            List<Answers> groups =
                    tasks.stream().flatMap(task -> task.groups().stream()).toList();
            System.out.printf(
                    "%d instead of 300 iterations: max_lr x %.2f at the median; within a factor of 1.5 of that: %s of the tasks, %s of groups of four, %s of those that are ok at both%n",
                    Lengths.ITERATIONS[length],
                    Math.pow(10, usual),
                    within(tasks.stream().map(Lengths::all).toList(), length, usual),
                    within(groups, length, usual),
                    within(groups.stream().filter(group -> group.areOk(length)).toList(), length, usual));
        }
    }

    private static String within(List<Answers> answers, int length, double usual) {
        long within = answers.stream()
                .filter(answer -> Math.abs(answer.shift(length) - usual) <= Math.log10(1.5))
                .count();
        return "%d of %d".formatted(within, answers.size());
    }

    /** What the same seeds are answered with at each length. */
    private record Answers(List<Recommendation> byLength) {

        /** Decades from what 300 iterations say. */
        double shift(int length) {
            return Math.log10(byLength.get(length).maxLr() / byLength.get(1).maxLr());
        }

        boolean areOk(int length) {
            return byLength.get(length).verdict() == Verdict.OK
                    && byLength.get(1).verdict() == Verdict.OK;
        }
    }

    private record Lengths(Surface surface, Answers all, List<Answers> groups) {

        private static final int[] ITERATIONS = {100, 300, 1000};
        private static final int SEEDS_OF_A_GROUP = 4;

        static Lengths of(Surface surface) {
            int seeds = surface.ofLength(ITERATIONS[0]).size();
            return new Lengths(
                    surface,
                    answers(surface, 0, seeds),
                    IntStream.range(0, seeds / SEEDS_OF_A_GROUP)
                            .mapToObj(group -> answers(surface, group * SEEDS_OF_A_GROUP, SEEDS_OF_A_GROUP))
                            .toList());
        }

        private static Answers answers(Surface surface, int from, int seeds) {
            return new Answers(Arrays.stream(ITERATIONS)
                    .mapToObj(length ->
                            recommend(surface, surface.ofLength(length).subList(from, from + seeds)))
                    .toList());
        }

        String line() {
            return "%s%s, %d repeats of 100, 300, 1000 iterations: max_lr %s (%s)"
                    .formatted(
                            surface.task(),
                            surface.isHeldBack() ? " (held back)" : "",
                            all.byLength().getFirst().certainty().repeats(),
                            all.byLength().stream()
                                    .map(answer -> String.format(Locale.ROOT, "%.4g", answer.maxLr()))
                                    .collect(Collectors.joining(", ")),
                            all.byLength().stream()
                                    .map(answer -> answer.verdict().toString())
                                    .collect(Collectors.joining(", ")));
        }
    }

    static Recommendation recommend(Surface surface, List<SweepOfSurface> repeats) {
        return Algorithms.CURRENT.recommend(
                repeats.stream().map(SweepOfSurface::curve).toList(),
                surface.setting(repeats.getFirst().swept()));
    }

    /** In time of the processor, which what else runs on the machine hardly changes. */
    @Test
    void whatAMillionPointsTake() {
        List<Curve> curves = SyntheticCurves.repeats(4, SyntheticCurves::learning, 0.1, 250_000);
        Series one = Series.of(SyntheticCurves.repeats(1, SyntheticCurves::learning, 0.1, 1_000_000)
                .getFirst());
        for (int i = 0; i < 5; i++) {
            System.out.printf(
                    "10^6 points: a recommendation %d ms, fastai's valley %d ms%n",
                    processorMillis(() ->
                            Algorithms.CURRENT.recommend(curves, new TestContext(SyntheticCurves.SWEPT, 1000, null))),
                    processorMillis(
                            () -> assertThat(PublishedRule.VALLEY.lr(one)).isPresent()));
        }
    }

    private static long processorMillis(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - before) / 1_000_000;
    }
}
