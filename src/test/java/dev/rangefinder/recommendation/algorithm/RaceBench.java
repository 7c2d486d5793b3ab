package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.Verification.Training;
import dev.rangefinder.recommendation.algorithm.Surface.SweepOfSurface;
import dev.rangefinder.recommendation.race.Race;
import dev.rangefinder.recommendation.race.RacePlan;
import java.io.IOException;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What checking a recommendation by training with it is worth: races on measured accuracy surfaces, each training's
 * accuracy drawn from the seeds of the measured cells. They were measured at one budget: that the first rungs are
 * shorter is left out. Trains nothing.
 */
@Tag("bench")
class RaceBench {

    /** Races after each sweep, each with its own draws. */
    private static final int DRAWS = 20;

    /** Most cells were measured with two. */
    private static final int SEEDS_OF_A_CELL = 2;

    /** Two rungs of one, and one of three at most. */
    private static final int MOST_SEEDS = 5;

    private static final int CLASSES = 10;
    private static final int SAMPLES = 10_000;

    /** Enough for three rungs. */
    private static final long ITERATIONS = 1_000_000;

    @Test
    void regretWithoutAndWithARace() throws IOException {
        for (int repeats : new int[] {1, 2, 3}) {
            Map<String, DoubleSummaryStatistics> table = new TreeMap<>();
            for (Surface surface : surfaces()) {
                for (List<SweepOfSurface> group : surface.groups()) {
                    race(surface, group, "pooled", repeats, table);
                    group.forEach(sweep -> race(surface, List.of(sweep), "alone", repeats, table));
                }
            }
            table.forEach((row, shares) -> System.out.printf(
                    Locale.ROOT,
                    "repeats %d, %-40s %7.4f %7.4f (%d)%n",
                    repeats,
                    row,
                    shares.getAverage(),
                    shares.getMax(),
                    shares.getCount()));
        }
    }

    private static List<Surface> surfaces() throws IOException {
        return Stream.concat(Surface.all().stream(), Surface.further().stream().filter(Surface::isMeasured))
                .toList();
    }

    private static void race(
            Surface surface,
            List<SweepOfSurface> sweeps,
            String how,
            int repeats,
            Map<String, DoubleSummaryStatistics> table) {
        Recommendation sweep = RecommendationBench.recommend(surface, sweeps);
        double without = surface.shareLost(sweep.baseLr(), sweep.maxLr());
        Random random = new Random(1);
        String held = surface.isHeldBack() ? "held back" : "chosen with";
        String verdict = sweep.verdict() == Verdict.OK ? "ok" : "not ok";
        for (int draw = 0; draw < DRAWS; draw++) {
            Recommendation verified = verified(surface, sweep, repeats, random);
            double with = surface.shareLost(verified.baseLr(), verified.maxLr());
            for (String row : List.of("all", how + ", " + held, how + ", " + verdict)) {
                add(row + ": without", without, table);
                add(row + ": with", with, table);
            }
        }
    }

    private static void add(String row, double share, Map<String, DoubleSummaryStatistics> table) {
        table.computeIfAbsent(row, name -> new DoubleSummaryStatistics()).accept(share);
    }

    private static Recommendation verified(Surface surface, Recommendation sweep, int repeats, Random random) {
        Race race = Race.of(sweep, RacePlan.of(ITERATIONS, repeats).orElseThrow(), CLASSES, SAMPLES);
        int[] drawn = random.ints(MOST_SEEDS, 0, SEEDS_OF_A_CELL).toArray();
        while (!race.isOver()) {
            race = race.after(trial -> Optional.of(new Training(
                    trial.repeat(),
                    trial.seed(),
                    surface.drawn(trial.entrant().baseLr(), trial.entrant().maxLr(), drawn[trial.seed()]),
                    false)));
        }
        return race.recommendation();
    }
}
