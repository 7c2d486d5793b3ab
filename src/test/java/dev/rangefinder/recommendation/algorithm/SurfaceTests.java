package dev.rangefinder.recommendation.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.algorithm.Surface.SweepOfSurface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Trains nothing: measured surfaces say what accuracy a cycle reaches. The best that a published rule does on single
 * exponential sweeps is fastai's minimum/10 as max and a fourth of that as base: mean regret 0.0082, worst 0.0191.
 */
class SurfaceTests {

    /** What every single recommendation came to, for the table in {@code bench/README.md}. */
    private static final Path REPORT = Path.of("target", "surface-regret.txt");

    private static final List<Surface> IMAGES = Stream.of(
                    "cifar10-lenet-sgdm", "fashion-lenet-adam", "fashion-mlp-sgdm")
            .map(Surface::of)
            .toList();

    @BeforeAll
    static void startReport() throws IOException {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, "");
    }

    @Test
    void singleExponentialSweepsLandCloserToTheBestThanAnyPublishedRule() throws IOException {
        List<Double> regrets = new ArrayList<>();
        for (Surface surface : IMAGES) {
            for (int iterations : List.of(150, 600)) {
                for (SweepOfSurface sweep : surface.sweeps("exponential", iterations)) {
                    regrets.add(regret(surface, "exponential " + iterations, List.of(sweep)));
                }
            }
        }
        assertThat(regrets).hasSize(24);
        assertThat(mean(regrets)).isLessThan(0.0082 / 2);
        assertThat(worst(regrets)).isLessThan(0.0190);
    }

    @Test
    void pooledSeedsLandCloserThanSingleOnes() throws IOException {
        List<Double> regrets = new ArrayList<>();
        for (Surface surface : IMAGES) {
            for (int iterations : List.of(150, 600)) {
                regrets.add(regret(
                        surface, "exponential " + iterations + " pooled", surface.sweeps("exponential", iterations)));
            }
        }
        assertThat(regrets).hasSize(6);
        assertThat(mean(regrets)).isLessThan(0.0082 / 2);
        assertThat(worst(regrets)).isLessThan(0.0100);
    }

    @Test
    void linearLaddersFromZeroLandAsClose() throws IOException {
        List<Double> regrets = new ArrayList<>();
        for (Surface surface : IMAGES) {
            List<SweepOfSurface> sweeps = surface.sweeps("linear", 600);
            for (SweepOfSurface sweep : sweeps) {
                regrets.add(regret(surface, "linear 600", List.of(sweep)));
            }
            regrets.add(regret(surface, "linear 600 pooled", sweeps));
        }
        assertThat(regrets).hasSize(12);
        assertThat(mean(regrets)).isLessThan(0.0020);
        assertThat(worst(regrets)).isLessThan(0.0050);
    }

    /**
     * Language models, fine-tuning, a regression and a rare class are among them; one sweep, or all of its kind
     * together. The aim is a twentieth, which a single sweep of a language model misses by 0.002.
     */
    @Test
    void noOkLosesMuchOfTheBestScore() throws IOException {
        int ok = 0;
        for (Surface surface : Surface.all()) {
            for (List<SweepOfSurface> group : surface.groups()) {
                for (List<SweepOfSurface> repeats : Stream.concat(
                                Stream.of(group), group.stream().map(List::of))
                        .toList()) {
                    Recommendation answer = RecommendationBench.recommend(surface, repeats);
                    if (answer.verdict() == Verdict.OK) {
                        assertThat(surface.shareLost(answer.baseLr(), answer.maxLr()))
                                .as("%s, max_lr %s", surface.task(), answer.maxLr())
                                .isLessThan(repeats.size() == 1 ? 0.053 : 0.05);
                        ok++;
                    }
                }
            }
        }
        assertThat(ok).isGreaterThan(60);
    }

    private static double regret(Surface surface, String sweep, List<SweepOfSurface> repeats) throws IOException {
        List<Curve> curves = repeats.stream().map(SweepOfSurface::curve).toList();
        Recommendation answer = Algorithms.CURRENT.recommend(
                curves, surface.setting(repeats.getFirst().swept()));
        double regret = surface.regret(answer.baseLr(), answer.maxLr());
        Files.writeString(
                REPORT,
                String.format(
                        Locale.ROOT,
                        "%-20s %-23s %.4f  %-17s base %.5f [%.5f, %.5f] max %.5f [%.5f, %.5f] confidence %.2f%n",
                        surface.task(),
                        sweep,
                        regret,
                        answer.verdict(),
                        answer.baseLr(),
                        answer.rates().baseLrInterval().low(),
                        answer.rates().baseLrInterval().high(),
                        answer.maxLr(),
                        answer.rates().maxLrInterval().low(),
                        answer.rates().maxLrInterval().high(),
                        answer.certainty().confidence()),
                StandardOpenOption.APPEND);
        return regret;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double worst(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
