package dev.rangefinder.recommendation.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MarginTests {

    private static final Offset<Double> ROUNDING = within(1e-12);

    @Test
    void aMemoryDelaysWhatARampShowsByTheIteration() {
        double slow = Margin.of(0, 0.001).belowEdge();
        double fast = Margin.of(0, 0.04).belowEdge();

        assertThat(fast - slow).isCloseTo(5 * 0.039, ROUNDING);
        assertThat(slow).isCloseTo(Math.log10(4.5) + 0.005, ROUNDING);
        assertThat(Margin.of(1, 0.04).belowEdge()).as("without one").isCloseTo(Math.log10(3), ROUNDING);
    }

    @Test
    void onlyAnOptimizerWithoutMemoryDoesNotCoast() {
        assertThat(Margin.of(0, 0.01).coasts()).isTrue();
        assertThat(Margin.of(0.2, 0.01).coasts()).as("in doubt").isTrue();
        assertThat(Margin.of(1, 0.01).coasts()).isFalse();
    }

    @Test
    void whatIsLateIsTakenOffTheEndInFullAndOfTheDwellingHalf() {
        assertThat(Margin.of(0, 0.04).belowEnd()).isCloseTo(Math.log10(4.5) / 2 + 0.2, ROUNDING);
        assertThat(Margin.of(1, 0.04).belowEnd()).isCloseTo(Math.log10(3) / 2, ROUNDING);
    }
}
