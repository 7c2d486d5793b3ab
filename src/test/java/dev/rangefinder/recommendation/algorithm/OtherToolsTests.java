package dev.rangefinder.recommendation.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.RuleAnswer;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OtherToolsTests {

    private static final Offset<Double> ROUNDING = within(1e-9);

    @Test
    void theMiddleHalfOfTheToolsSaysHowFarTheyAgree() {
        assertThat(OtherTools.agreement(List.of())).isNull();
        assertThat(OtherTools.agreement(List.of(tool(0.1)))).isNull();
        assertThat(OtherTools.agreement(List.of(tool(0.1), tool(0.1), RuleAnswer.of("bounds", 1, 2))))
                .isEqualTo(1);
        assertThat(OtherTools.agreement(List.of(tool(0.1), tool(0.01)))).isCloseTo(Math.pow(10, -0.5), ROUNDING);
        assertThat(OtherTools.agreement(List.of(tool(0.1), tool(1), tool(0.01), tool(0.1), tool(0.1))))
                .isEqualTo(1);
        assertThat(OtherTools.fractions(0.12))
                .containsExactly(
                        RuleAnswer.of("max_third", 0.12 / 3, 0.12), RuleAnswer.of("max_fourth", 0.12 / 4, 0.12));
    }

    private static RuleAnswer tool(double lr) {
        return new RuleAnswer("tool", null, null, lr, new Interval(lr, lr));
    }
}
