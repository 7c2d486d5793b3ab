package dev.rangefinder.report.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunningMeanDecoderTests {

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private static double[] losses(Random random, int count) {
        return random.doubles(count, -1, 5).toArray();
    }

    private static double[] exponentialMeans(double smoothing, double... losses) {
        double[] means = losses.clone();
        for (int i = 1; i < means.length; i++) {
            means[i] = smoothing * means[i - 1] + (1 - smoothing) * losses[i];
        }
        return means;
    }

    private static double[] evenMeans(double... losses) {
        double[] means = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            means[i] = Arrays.stream(losses, 0, i + 1).sum() / (i + 1);
        }
        return means;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anExponentialMeanIsUndoneAlsoInParts(long seed) {
        Random random = new Random(seed);
        double smoothing = 0.01 + 0.98 * random.nextDouble();
        double[] losses = losses(random, 500);
        double[] means = exponentialMeans(smoothing, losses);
        RunningMeanDecoder decoder = new RunningMeanDecoder(smoothing);
        for (int i = 0; i < losses.length; i++) {
            decoder = new RunningMeanDecoder(smoothing, decoder.memory());
            assertThat(decoder.loss(i, means[i]).orElseThrow()).isCloseTo(losses[i], within(1e-11));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anEvenMeanIsUndoneAlsoInParts(long seed) {
        double[] losses = losses(new Random(seed), 2000);
        double[] means = evenMeans(losses);
        RunningMeanDecoder decoder = new RunningMeanDecoder(null);
        for (int i = 0; i < losses.length; i++) {
            decoder = new RunningMeanDecoder(null, decoder.memory());
            assertThat(decoder.loss(i, means[i]).orElseThrow()).isCloseTo(losses[i], within(1e-9));
        }
    }

    @Test
    void aSkippedIterationIsNoPartOfTheMean() {
        double[] means = evenMeans(3, 1, 2);
        RunningMeanDecoder decoder = new RunningMeanDecoder(null);
        assertThat(decoder.loss(0, means[0])).hasValue(3);
        decoder.skip(1);
        assertThat(decoder.loss(2, means[1])).hasValue(1);
        assertThat(decoder.loss(3, means[2]).orElseThrow()).isCloseTo(2, within(1e-12));
    }

    @Test
    void afterAGapOneLossCannotBeToldAndTheNextCan() {
        double[] losses = {3, 1, 2, 5, 4, 6};
        double[] means = evenMeans(losses);
        RunningMeanDecoder decoder = new RunningMeanDecoder(null);
        assertThat(decoder.loss(0, means[0])).hasValue(3);
        assertThat(decoder.loss(3, means[3])).isEqualTo(OptionalDouble.empty());
        assertThat(decoder.loss(4, means[4]).orElseThrow()).isCloseTo(4, within(1e-12));
        decoder.skip(6);
        assertThat(decoder.loss(7, 1)).isEqualTo(OptionalDouble.empty());
    }
}
