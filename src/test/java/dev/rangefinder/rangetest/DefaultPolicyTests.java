package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.recommendation.StepSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultPolicyTests {

    private static final StepSize EPOCHS_OF_A_HUNDRED = StepSize.of(100);

    @Test
    void oneCycleIsForLengthsThatHaveNoRoomForThree() {
        assertThat(chosen(1199L)).isEqualTo("one_cycle");
        assertThat(chosen(1200L)).isEqualTo("triangular2");
        assertThat(chosen(1L)).isEqualTo("one_cycle");
        assertThat(chosen(null)).isEqualTo("triangular2");
    }

    /** 200 epochs of one iteration each are many epochs, and few iterations. */
    @Test
    void shortEpochsMakeNoRoomForCycles() {
        assertThat(DefaultPolicy.of(StepSize.of(1), 200L, List.of()))
                .isEqualTo(
                        new DefaultPolicy(
                                "one_cycle",
                                "200 iterations are 200 epochs, less than three cycles take (300): one cycle that ends low does best"));
        assertThat(DefaultPolicy.of(StepSize.of(0), 300L, List.of()))
                .isEqualTo(new DefaultPolicy("triangular2", "300 iterations are enough for three cycles (300)"));
    }

    @Test
    void whatIsSaidMustBeAParameterOfThePolicy() {
        assertThat(DefaultPolicy.of(EPOCHS_OF_A_HUNDRED, 500L, List.of("max_lr", "pct_start"))
                        .name())
                .isEqualTo("one_cycle");
        DefaultPolicy cycles = DefaultPolicy.of(EPOCHS_OF_A_HUNDRED, 500L, List.of("max_lr", "step_size_up"));
        assertThat(cycles.name()).isEqualTo("triangular2");
        assertThat(cycles.reason()).contains("step_size_up");
    }

    @Test
    void theReasonNamesTheLength() {
        assertThat(DefaultPolicy.of(EPOCHS_OF_A_HUNDRED, 550L, List.of()).reason())
                .startsWith("550 iterations are 5.5 epochs");
    }

    private static String chosen(Long iterations) {
        return DefaultPolicy.of(EPOCHS_OF_A_HUNDRED, iterations, List.of()).name();
    }
}
