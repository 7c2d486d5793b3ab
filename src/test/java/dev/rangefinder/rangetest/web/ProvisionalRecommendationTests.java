package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvisionalRecommendationTests {

    private static final TestContext CONTEXT = new TestContext(SyntheticCurves.SWEPT, 100, 0.9);

    @Test
    void anAnswerIsServedWithoutAWord() {
        Recommendation answer =
                Algorithms.CURRENT.recommend(SyntheticCurves.repeats(3, SyntheticCurves::learning, 0.05, 600), CONTEXT);

        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(ProvisionalRecommendation.warning(answer)).isEmpty();
        assertThatCode(() -> ProvisionalRecommendation.refuse(answer)).doesNotThrowAnyException();
    }

    @Test
    void aGuessNamesItsVerdictAndTheSweepThatWouldAnswer() {
        Recommendation flat = Algorithms.CURRENT.recommend(SyntheticCurves.repeats(3, x -> 2.3, 0.05, 600), CONTEXT);

        assertThat(ProvisionalRecommendation.warning(flat)).hasValueSatisfying(warning -> {
            assertThat(warning.code()).isEqualTo("provisional_recommendation");
            assertThat(warning.message())
                    .contains("is flat, not ok")
                    .endsWith("goes from 1e-5 to 100 in 700 iterations, 3 times (next)");
        });
        assertThatThrownBy(() -> ProvisionalRecommendation.refuse(flat)).hasMessageContaining("is flat, not ok");
    }

    @Test
    void aGuessWithoutANextSweepPointsAtItsDiagnoses() {
        Recommendation empty = Algorithms.CURRENT.recommend(List.of(), CONTEXT);

        assertThat(ProvisionalRecommendation.warning(empty))
                .hasValueSatisfying(
                        warning -> assertThat(warning.message()).endsWith("its diagnoses say what to look at"));
    }
}
