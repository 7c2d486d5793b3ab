package dev.rangefinder.recommendation.advice;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.mapped;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static dev.rangefinder.recommendation.SyntheticCurves.withLoss;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymptomsTests {

    private static final int EPOCH = 97;

    /** Learns within half a decade below its edge, so that there is no plateau. */
    private static final List<Curve> HEALTHY =
            repeats(3, x -> 2.3 - 1.8 * sigmoid((x + 1.2) * 8) + 6 * sigmoid((x + 0.2) * 12), 0.1, 900);

    @Test
    void aHealthyTestHasNone() {
        assertThat(diagnoses(HEALTHY)).isEmpty();
    }

    @Test
    void aSpikeAtTheStartIsNamed() {
        List<Curve> spiked = HEALTHY.stream()
                .map(curve -> mapped(curve, o -> o.iteration() < 2 ? withLoss(o, o.loss() + 5) : o))
                .toList();

        assertThat(diagnoses(spiked)).singleElement().asString().startsWith("start_spike: ");
    }

    @Test
    void aLossThatFallsFromTheStartOnIsNoSpike() {
        assertThat(diagnoses(repeats(3, x -> 2.3 + 8 * Math.exp(-(x + 5) * 2) + 6 * sigmoid((x + 0.2) * 12), 0.1, 900)))
                .noneMatch(diagnosis -> diagnosis.startsWith("start_spike: "));
    }

    @Test
    void runningMeansAreNamed() {
        List<Curve> averaged = HEALTHY.stream()
                .map(curve -> {
                    double[] mean = {curve.observations().getFirst().loss()};
                    return mapped(curve, o -> {
                        mean[0] = 0.95 * mean[0] + 0.05 * o.loss();
                        return withLoss(o, mean[0]);
                    });
                })
                .toList();

        assertThat(diagnoses(averaged)).anyMatch(diagnosis -> diagnosis.startsWith("running_mean: "));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.85, 0.9, 0.95, 0.98})
    void runningMeansOfEveryLengthAreNamed(double smoothing) {
        for (int iterations : new int[] {600, 1500}) {
            List<Curve> averaged = repeats(2, SyntheticCurves::learning, 0.1, iterations).stream()
                    .map(curve -> {
                        double[] mean = {curve.observations().getFirst().loss()};
                        return mapped(curve, o -> {
                            mean[0] = smoothing * mean[0] + (1 - smoothing) * o.loss();
                            return withLoss(o, mean[0]);
                        });
                    })
                    .toList();
            assertThat(diagnoses(averaged))
                    .as("%d iterations", iterations)
                    .anyMatch(diagnosis -> diagnosis.startsWith("running_mean: "));
        }
    }

    /** As of one batch, or two, an epoch: what little noise there is is new each time. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-6, 1e-4, 1e-3, 3e-3, 0.01, 0.03})
    void aCurveOfLittleNoiseIsNoRunningMean(double noise) {
        for (int iterations : new int[] {100, 150, 300, 600, 2000}) {
            List<Curve> curves = repeats(2, SyntheticCurves::learning, noise, iterations);
            assertThat(diagnoses(curves))
                    .as("%d iterations", iterations)
                    .noneMatch(diagnosis -> diagnosis.startsWith("running_mean"));
            assertThat(diagnoses(curves.stream()
                            .map(curve -> mapped(
                                    curve,
                                    o -> withLoss(o, Float.float16ToFloat(Float.floatToFloat16((float) o.loss())))))
                            .toList()))
                    .as("%d iterations, losses of float16", iterations)
                    .noneMatch(diagnosis -> diagnosis.startsWith("running_mean"));
        }
    }

    @Test
    void aDataOrderThatComesBackIsNamed() {
        SplittableRandom random = new SplittableRandom(1);
        double[] hardness = random.doubles(EPOCH, -0.3, 0.3).toArray();
        List<Curve> ordered = HEALTHY.stream()
                .map(curve -> mapped(curve, o -> withLoss(o, o.loss() + hardness[(int) (o.iteration() % EPOCH)])))
                .toList();

        assertThat(diagnoses(ordered))
                .singleElement()
                .asString()
                .startsWith("epoch_period: ")
                .contains("every 97 iterations");
    }

    @Test
    void aRepeatThatDivergedLongBeforeTheOthersIsNamed() {
        List<Curve> curves = new ArrayList<>(HEALTHY);
        List<Observation> lived =
                new ArrayList<>(HEALTHY.getFirst().observations().subList(0, 560));
        lived.add(withLoss(HEALTHY.getFirst().observations().get(560), Double.NaN));
        curves.set(0, new Curve(lived));

        assertThat(diagnoses(curves))
                .anyMatch(diagnosis -> diagnosis.startsWith("early_divergence: 1 of 3 repeats diverged at 0.055"));
    }

    @Test
    void aPlateauOfMoreThanADecadeIsNamed() {
        assertThat(diagnoses(repeats(3, SyntheticCurves::learning, 0.05, 600)))
                .singleElement()
                .asString()
                .startsWith("plateau: ")
                .contains("super-convergence");
    }

    @Test
    void aValidationLossThatRisesWhileThatOfTheBatchesFallsIsNamed() {
        assertThat(diagnoses(validated(1.5))).singleElement().asString().startsWith("overfitting: ");
        assertThat(diagnoses(validated(0))).isEmpty();
    }

    @Test
    void aSpikeIsOneInMostRepeatsOnlyAndAboveTheNoise() {
        assertThat(diagnoses(spiked(2, 1.5))).singleElement().asString().startsWith("start_spike: ");
        assertThat(diagnoses(spiked(1, 1.5))).as("one of three repeats").isEmpty();
        assertThat(diagnoses(spiked(3, 0.35))).as("within the noise").isEmpty();
    }

    /** A spike is judged by 40 losses after the first five. */
    @Test
    void aRunThatIsOverAtOnceHasNoSpike() {
        assertThat(diagnoses(ofLength(44))).noneMatch(diagnosis -> diagnosis.startsWith("start_spike: "));
        assertThat(diagnoses(ofLength(45))).anyMatch(diagnosis -> diagnosis.startsWith("start_spike: "));
    }

    private static List<Curve> ofLength(int iterations) {
        return repeats(1, x -> x < -4.9 ? 9 : 2.3 - 0.1 * (x + 5), 0.02, iterations);
    }

    private static List<Curve> spiked(int repeats, double height) {
        List<Curve> curves = new ArrayList<>(HEALTHY);
        for (int repeat = 0; repeat < repeats; repeat++) {
            curves.set(repeat, mapped(curves.get(repeat), o -> o.iteration() == 3 ? withLoss(o, 2.3 + height) : o));
        }
        return curves;
    }

    @Test
    void aLossThatSharesHalfWithTheOneBeforeIsNoRunningMean() {
        assertThat(diagnoses(averaged(0.5))).isEmpty();
        assertThat(diagnoses(averaged(0.85))).anyMatch(diagnosis -> diagnosis.startsWith("running_mean: "));
    }

    private static List<Curve> averaged(double share) {
        return HEALTHY.stream()
                .map(curve -> {
                    double[] mean = {curve.observations().getFirst().loss()};
                    return mapped(curve, o -> {
                        mean[0] = share * mean[0] + (1 - share) * o.loss();
                        return withLoss(o, mean[0]);
                    });
                })
                .toList();
    }

    @Test
    void anEpochOfOneIterationHasNoPeriod() {
        SplittableRandom random = new SplittableRandom(1);
        double[] hardness = random.doubles(EPOCH, -0.3, 0.3).toArray();
        List<Curve> ordered = HEALTHY.stream()
                .map(curve -> mapped(curve, o -> withLoss(o, o.loss() + hardness[(int) (o.iteration() % EPOCH)])))
                .toList();

        for (long otherEpoch : new long[] {0, 1, EPOCH - 1, EPOCH + 1, 1L << 40}) {
            assertThat(Algorithms.CURRENT
                            .recommend(ordered, new TestContext(SWEPT, otherEpoch, 0.9))
                            .diagnoses())
                    .as("%d iterations to an epoch", otherEpoch)
                    .isEmpty();
        }
    }

    @Test
    void aRepeatThatIsTheFirstOfManyToDivergeIsNotEarly() {
        double usual = HEALTHY.getFirst().observations().get(780).lr();

        assertThat(diagnoses(diverged(780, 780, 680)))
                .as("two thirds of a decade below")
                .anyMatch(early());
        assertThat(diagnoses(diverged(780, 780, 720)))
                .as("a factor of 2.5 below")
                .noneMatch(early());
        assertThat(usual / HEALTHY.getFirst().observations().get(720).lr()).isBetween(2.4, 2.6);
        assertThat(diagnoses(diverged(780, 600, 620)))
                .filteredOn(early())
                .as("of the middle one of three, one is not early")
                .isEmpty();
    }

    private static Predicate<String> early() {
        return diagnosis -> diagnosis.startsWith("early_divergence: ");
    }

    private static List<Curve> diverged(int... lives) {
        List<Curve> curves = new ArrayList<>();
        for (int repeat = 0; repeat < lives.length; repeat++) {
            List<Observation> whole = HEALTHY.get(repeat).observations();
            List<Observation> lived = new ArrayList<>(whole.subList(0, lives[repeat]));
            lived.add(withLoss(whole.get(lives[repeat]), Double.NaN));
            curves.add(new Curve(lived));
        }
        return curves;
    }

    @Test
    void aRampThatRisesTenfoldInFewIterationsIsNamed() {
        assertThat(diagnoses(ramp(115)))
                .singleElement()
                .asString()
                .startsWith("fast_ramp: the rate rises tenfold in 19 ");
        assertThat(diagnoses(ramp(130))).as("22 iterations").isEmpty();
    }

    private static List<Curve> ramp(int iterations) {
        return repeats(8, x -> 2.3 - 1.8 * sigmoid((x + 1.6) * 8) + 6 * sigmoid((x + 0.2) * 12), 0.1, iterations);
    }

    @Test
    void aPlateauSaysFromWhereToWhere() {
        assertThat(diagnoses(repeats(3, x -> 2.3 - 1.8 * sigmoid((x + 3) * 12) + 6 * sigmoid((x + 1) * 24), 0.02, 900)))
                .singleElement()
                .asString()
                .contains("at its best from 0.0019 to 0.057,");
        assertThat(diagnoses(repeats(3, x -> 2.3 - 1.8 * sigmoid((x + 2) * 12) + 6 * sigmoid((x + 1) * 24), 0.02, 900)))
                .isEmpty();
    }

    @Test
    void aValidationLossThatRisesALittleMayBeNoise() {
        assertThat(diagnoses(validated(0.4))).isEmpty();
        assertThat(diagnoses(validated(1))).singleElement().asString().startsWith("overfitting: ");
    }

    @Test
    void aWaveAsLongAsAnEpochIsNoOrder() {
        List<Curve> waves = HEALTHY.stream()
                .map(curve ->
                        mapped(curve, o -> withLoss(o, o.loss() + 0.3 * Math.sin(2 * Math.PI * o.iteration() / EPOCH))))
                .toList();

        assertThat(diagnoses(waves)).noneMatch(diagnosis -> diagnosis.startsWith("epoch_period: "));
    }

    @Test
    void aCorrelationIsSaidInNumbers() {
        assertThat(diagnoses(averaged(0.9)))
                .anyMatch(diagnosis -> diagnosis.matches("running_mean: .*\\(correlation 0\\.[89]\\d\\).*"));
    }

    @Test
    void fourRatesOfValidationSayMoreThanThree() {
        assertThat(diagnoses(validatedAt(200, 2.0, 300, 1.9, 400, 2.9, 500, 3.9)))
                .singleElement()
                .asString()
                .startsWith("overfitting: the validation loss is lowest at 0.0010 and");
        assertThat(diagnoses(validatedAt(300, 1.9, 400, 2.9, 500, 3.9))).isEmpty();
        assertThat(diagnoses(validatedAt(200, 2.0, 300, 1.9, 400, 1.8, 500, 3.9)))
                .as("one rise")
                .isEmpty();
        assertThat(diagnoses(validatedAt(200, 1.8, 300, 2.0, 400, 2.9, 500, 3.9)))
                .as("no fall before it")
                .isEmpty();
    }

    @Test
    void aValidationLossThatScattersAsMuchAsItRisesIsNoise() {
        double[] scattered = {100, 2.3, 150, 1.7, 200, 2.3, 250, 1.5, 300, 2.1, 350, 1.5, 400, 2.1, 450, 1.6, 500, 2.2};

        assertThat(diagnoses(validatedAt(scattered))).isEmpty();
        for (int i = 1; i < scattered.length; i += 4) {
            scattered[i] -= 0.55;
        }
        scattered[1] += 0.55;
        assertThat(diagnoses(validatedAt(scattered))).singleElement().asString().startsWith("overfitting: ");
    }

    /** With a validation at some iterations of each repeat: in turn, the iteration and the loss. */
    private static List<Curve> validatedAt(double... iterationsAndLosses) {
        return HEALTHY.stream()
                .map(curve -> mapped(curve, o -> {
                    Validation validation = null;
                    for (int i = 0; i < iterationsAndLosses.length; i += 2) {
                        if (o.iteration() == (long) iterationsAndLosses[i]) {
                            validation = new Validation(iterationsAndLosses[i + 1], 0.5);
                        }
                    }
                    return new Observation(o.iteration(), o.lr(), o.loss(), o.accuracy(), validation);
                }))
                .toList();
    }

    /** With a validation every 10 iterations that follows the batches, and rises from 0.05 on. */
    private static List<Curve> validated(double rise) {
        return HEALTHY.stream()
                .map(curve -> mapped(curve, o -> {
                    double x = Math.log10(o.lr());
                    double loss = 2.3 - 1.6 * sigmoid((x + 1.4) * 8) + rise * Math.max(0, x + 1.1);
                    Validation validation = o.iteration() % 10 == 9 ? new Validation(loss, 0.5) : null;
                    return new Observation(o.iteration(), o.lr(), o.loss(), o.accuracy(), validation);
                }))
                .toList();
    }

    private static List<String> diagnoses(List<Curve> curves) {
        return Algorithms.CURRENT
                .recommend(curves, new TestContext(SWEPT, EPOCH, 0.9))
                .diagnoses();
    }

    /**
     * Whole epochs in a batch: no noise, so that each loss is almost the one before, though none is a mean of past
     * ones.
     */
    @Test
    void aCurveWithoutNoiseIsNoRunningMean() {
        for (int iterations : new int[] {150, 600}) {
            assertThat(diagnoses(repeats(1, SyntheticCurves::learning, 0, iterations)))
                    .noneMatch(diagnosis -> diagnosis.startsWith("running_mean"));
            assertThat(diagnoses(List.of(
                            repeats(1, SyntheticCurves::learning, 0, iterations).getFirst(),
                            repeats(1, SyntheticCurves::learning, 0, iterations).getFirst())))
                    .as("identical repeats")
                    .noneMatch(diagnosis -> diagnosis.startsWith("running_mean"));
        }
    }
}
