package dev.rangefinder.recommendation.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedRuleTests {

    /**
     * What numpy and the tools' own formulas give for {@link #wavy}: valley, slide, minimum, steep, pytorch-lr-finder
     * and Lightning, in the order of the rules.
     */
    static Stream<Arguments> answersOfNumpy() {
        return Stream.of(
                argumentSet("100 points", wavy(100, 0.1), new double[] {
                    0.004641588834, 0.001519911083, 0.02656087783, 0.003053855509, 0.003511191734, 0.0003274549163
                }),
                argumentSet("600 points", wavy(600, 0.2), new double[] {
                    0.007495339672, 0.1610688976, 0.01503009074, 0.002259036278, 0.001055291128, 1.77998918e-05
                }),
                argumentSet("300 points, little noise", wavy(300, 0.02), new double[] {
                    0.003223748878, 0.1031283161, 0.01969311338, 0.002332883098, 0.001768038178, 3.174477409e-05
                }),
                argumentSet("40 points", wavy(40, 0.1), new double[] {
                    0.002894266125, 4.124626383e-05, 0.02030917621, 0.002894266125, 0.004124626383, 0.0007017038287
                }));
    }

    @ParameterizedTest
    @MethodSource("answersOfNumpy")
    void everyRuleAnswersAsItsToolDoes(Curve curve, double[] expected) {
        double[] answers = Arrays.stream(PublishedRule.values())
                .mapToDouble(rule -> rule.lr(Series.of(curve)).orElseThrow())
                .toArray();

        for (int i = 0; i < expected.length; i++) {
            assertThat(answers[i] / expected[i])
                    .as(PublishedRule.values()[i].id())
                    .isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void theFastFormOfTheLongestFallIsThatOfFastaiOnShortRandomCurves() {
        SplittableRandom random = new SplittableRandom(1506);
        for (int curve = 0; curve < 20_000; curve++) {
            double[] values = new double[1 + random.nextInt(14)];
            Arrays.setAll(values, i -> random.nextInt(6));
            double[] lrs =
                    IntStream.range(0, values.length).mapToDouble(i -> i + 1).toArray();

            assertThat(Fastai.valley(new Series(lrs, values)))
                    .as(Arrays.toString(values))
                    .isEqualTo(valleyByAllPairs(lrs, values));
        }
    }

    /** fastai's own loops, with Python's meaning of a negative index. */
    private static double valleyByAllPairs(double[] lrs, double[] losses) {
        int[] lengths = new int[losses.length];
        Arrays.fill(lengths, 1);
        int start = 0;
        int end = 0;
        for (int i = 1; i < losses.length; i++) {
            for (int j = 0; j < i; j++) {
                if (losses[i] < losses[j] && lengths[i] < lengths[j] + 1) {
                    lengths[i] = lengths[j] + 1;
                }
                if (lengths[end] < lengths[i]) {
                    end = i;
                    start = end - lengths[end];
                }
            }
        }
        double sections = (end - start) / 3.0;
        int index = start + (int) sections + (int) (sections / 2);
        return lrs[index < 0 ? lrs.length + index : index];
    }

    @Test
    void tooFewPointsGiveNoAnswer() {
        List<PublishedRule> answering = Arrays.stream(PublishedRule.values())
                .filter(rule -> rule.lr(Series.of(wavy(12, 0.1))).isPresent())
                .toList();

        assertThat(answering).containsExactly(PublishedRule.VALLEY, PublishedRule.MINIMUM, PublishedRule.STEEP);
        assertThat(PublishedRule.values())
                .allMatch(rule -> rule.lr(Series.of(new Curve(List.of()))).isEmpty());
    }

    @Test
    void theSmallestCurveOfEachRuleIsEnough() {
        assertThat(PublishedRule.SLIDE.lr(Series.of(wavy(22, 0.1)))).isEmpty();
        assertThat(PublishedRule.SLIDE.lr(Series.of(wavy(23, 0.1)))).isPresent();
        assertThat(PublishedRule.PYTORCH_LR_FINDER.lr(Series.of(wavy(16, 0.1)))).isEmpty();
        assertThat(PublishedRule.PYTORCH_LR_FINDER.lr(Series.of(wavy(17, 0.1)))).isPresent();
        assertThat(PublishedRule.LIGHTNING.lr(Series.of(wavy(12, 0.1)))).isEmpty();
        assertThat(PublishedRule.LIGHTNING.lr(Series.of(wavy(13, 0.1)))).isPresent();
    }

    @Test
    void lossesThatAreNotNumbersAreLeftOut() {
        List<Observation> observations = new ArrayList<>();
        for (Observation observation : wavy(100, 0.1).observations()) {
            observations.add(
                    new Observation(2 * observation.iteration(), observation.lr(), observation.loss(), null, null));
            observations.add(
                    new Observation(2 * observation.iteration() + 1, observation.lr(), Double.NaN, null, null));
        }

        for (PublishedRule rule : PublishedRule.values()) {
            assertThat(rule.lr(Series.of(new Curve(observations)))).isEqualTo(rule.lr(Series.of(wavy(100, 0.1))));
        }
    }

    /** Losses below zero make the tools stop where they begin: four times the best is then below the best. */
    @Test
    void negativeLossesStopTheToolsAtOnce() {
        Curve negative = new Curve(wavy(300, 0.1).observations().stream()
                .map(o -> new Observation(o.iteration(), o.lr(), o.loss() - 5, null, null))
                .toList());

        assertThat(PublishedRule.values())
                .allMatch(rule -> rule.lr(Series.of(negative)).isEmpty());
    }

    /** A fall around 1e-3 and a rise around 0.4, with a wave whose phase runs off. */
    private static Curve wavy(int points, double amplitude) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            double lr = 1e-5 * Math.pow(1e6, (double) i / (points - 1));
            double x = Math.log10(lr);
            double loss = 2.3
                    - 1.8 / (1 + Math.exp(-(x + 3) * 4))
                    + 6 / (1 + Math.exp(-(x + 0.4) * 12))
                    + amplitude * Math.sin((double) i * i * 0.37);
            observations.add(new Observation(i, lr, loss, null, null));
        }
        return new Curve(observations);
    }
}
