package dev.rangefinder.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceTests {

    private static final int NEVER = -1;

    /** The first of 1000 iterations at which the rule says so. */
    private static int seen(IntToDoubleFunction loss) {
        Divergence divergence = new Divergence();
        for (int i = 0; i < 1000; i++) {
            if (divergence.seenIn(loss.applyAsDouble(i))) {
                return i;
            }
        }
        return NEVER;
    }

    /** Falls from 2.3 to 0.5, and from iteration 500 on grows without end. */
    private static double explodes(int iteration) {
        double learned = 2.3 - 1.8 * Math.min(iteration, 400) / 400;
        return iteration < 500 ? learned : learned * Math.exp((iteration - 500) / 10.0);
    }

    private static IntToDoubleFunction noisy(IntToDoubleFunction loss) {
        SplittableRandom random = new SplittableRandom(3);
        return i -> loss.applyAsDouble(i) + 0.1 * random.nextGaussian();
    }

    @Test
    void aLossThatExplodesIsSeenSoon() {
        assertThat(seen(noisy(DivergenceTests::explodes))).isBetween(510, 550);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1000, -2.3, -1, 0, 1, 1000})
    void addingAConstantToEveryLossChangesNothing(double constant) {
        assertThat(seen(noisy(i -> explodes(i) + constant))).isEqualTo(seen(noisy(DivergenceTests::explodes)));
    }

    @Test
    void aLossBelowZeroThatFallsIsFine() {
        assertThat(seen(noisy(i -> -i))).isEqualTo(NEVER);
    }

    @Test
    void noiseAloneIsFine() {
        assertThat(seen(noisy(i -> 2.3))).isEqualTo(NEVER);
    }

    @Test
    void aSingleSpikeIsFine() {
        assertThat(seen(noisy(i -> i == 300 ? 8 : explodes(Math.min(i, 499))))).isEqualTo(NEVER);
    }

    /**
     * A loss that has learned nothing yet is carried far by a single one of 12; only that it comes back tells it from
     * divergence.
     */
    @ParameterizedTest
    @ValueSource(doubles = {4, 12, 1000, 1e30})
    void oneBadBatchIsFineBeforeAnythingIsLearned(double spike) {
        SplittableRandom random = new SplittableRandom(4);
        assertThat(seen(i -> i == 60 || i == 400 ? spike : 2.3 + 0.05 * random.nextGaussian()))
                .isEqualTo(NEVER);
    }

    @Test
    void threeBadBatchesInARowAreFineAndALossThatStaysIsNot() {
        assertThat(seen(noisy(i -> i >= 60 && i < 63 ? 12 : 2.3))).isEqualTo(NEVER);
        assertThat(seen(noisy(i -> i >= 60 ? 12 : 2.3))).isEqualTo(63);
    }

    @Test
    void aDivergenceAfterABadBatchIsStillSeen() {
        assertThat(seen(noisy(i -> i == 60 ? 1e30 : explodes(i)))).isBetween(510, 560);
    }

    /** Batch norm and dropout under a high rate: the loss leaves in leaps, up and down, by ever more. */
    @Test
    void aLossThatScattersTheMoreTheFurtherItGetsIsSeen() {
        SplittableRandom random = new SplittableRandom(5);
        IntToDoubleFunction leaving =
                i -> i < 500 ? explodes(i) : 0.5 + Math.exp((i - 500) / 40.0) * random.nextDouble(0.05, 1);
        assertThat(seen(noisy(leaving))).isBetween(540, 620);
    }

    /** As float16 does around 2.3: most steps are 0, the rest of 0.002. */
    @Test
    void aLossInFewDigitsIsFine() {
        SplittableRandom random = new SplittableRandom(6);
        assertThat(seen(i -> 2.301 + 0.002 * Math.round(0.4 * random.nextGaussian())))
                .isEqualTo(NEVER);
    }

    @Test
    void oneThatGoesOnWhereAnotherWasSaysTheSame() {
        Divergence whole = new Divergence();
        Divergence inParts = new Divergence();
        IntToDoubleFunction losses = noisy(DivergenceTests::explodes);
        boolean diverged = false;
        for (int i = 0; i < 1000 && !diverged; i++) {
            double loss = losses.applyAsDouble(i);
            inParts = new Divergence(inParts.memory());
            diverged = whole.seenIn(loss);
            assertThat(inParts.seenIn(loss)).isEqualTo(diverged);
        }
        assertThat(diverged).isTrue();
    }

    @Test
    void aLossThatComesBackToWhereItBeganIsFine() {
        assertThat(seen(noisy(i -> i < 500 ? explodes(i) : 2.3))).isEqualTo(NEVER);
    }

    @Test
    void aConstantLossIsFine() {
        assertThat(seen(i -> 1)).isEqualTo(NEVER);
    }

    @Test
    void aLossThatExplodesFromTheStartIsSeen() {
        assertThat(seen(i -> 2.3 * Math.exp(i / 5.0))).isBetween(25, 40);
    }

    @Test
    void theLargestLossesDoNotConfuseIt() {
        assertThat(seen(i -> i < 30 ? 1 : Double.MAX_VALUE)).isEqualTo(33);
    }

    @Test
    void aCurveIsCutWhereItWouldHaveEnded() {
        IntToDoubleFunction losses = noisy(DivergenceTests::explodes);
        double[] drawn =
                IntStream.range(0, 1000).mapToDouble(losses::applyAsDouble).toArray();
        Curve whole = new Curve(IntStream.range(0, 1000)
                .mapToObj(i -> new Observation(i, 1e-3 * (i + 1), i == 100 ? Double.NaN : drawn[i], null, null))
                .toList());
        int end = Divergence.until(whole).size();

        assertThat(end).isBetween(511, 551);
        assertThat(Divergence.until(whole).observations())
                .isEqualTo(whole.observations().subList(0, end));
        assertThat(Divergence.until(Divergence.until(whole)).size()).isEqualTo(end);
        assertThat(Divergence.until(new Curve(List.of())).size()).isZero();
    }
}
