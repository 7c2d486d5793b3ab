package dev.rangefinder.recommendation.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BayesianBootstrapTests {

    private static final Offset<Double> ROUNDING = within(1e-12);

    /** n exponential weights have (n - 1)/(n + 1) of the variance that the mean of n has. */
    @Test
    void whatResamplingLacksIsGivenToIt() {
        double ofOne = BayesianBootstrap.unseenSpread(1);

        assertThat(ofOne).isCloseTo(0.1, ROUNDING);
        for (int repeats = 2; repeats < 10; repeats++) {
            double variance = ofOne * ofOne / repeats;
            double resampled = variance * (repeats - 1) / (repeats + 1);
            double unseen = BayesianBootstrap.unseenSpread(repeats);
            assertThat(resampled + unseen * unseen).isCloseTo(variance, ROUNDING);
        }
    }
}
