package dev.rangefinder.recommendation;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.recommendation.algorithm.Algorithms;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** A recommendation that contradicts itself cannot exist, however it was made. */
class RecommendationTests {

    private static final Recommendation ANSWER = Algorithms.CURRENT.recommend(
            repeats(2, SyntheticCurves::learning, 0.05, 300), new TestContext(SWEPT, 100, 0.9));

    @ParameterizedTest
    @CsvSource({
        "base_lr, 0",
        "base_lr, 0.9",
        "max_lr, 0.9",
        "step_size, 0",
        "confidence, -0.1",
        "confidence, 1.1",
        "confidence, NaN"
    })
    void whatContradictsItselfIsRefused(String field, double value) {
        assertThatThrownBy(() -> readWith(field, value)).hasRootCauseInstanceOf(InvalidValuesException.class);
    }

    @ParameterizedTest
    @CsvSource({"confidence, 0", "confidence, 1", "step_size, 1"})
    void whatIsOnTheBorderIsNot(String field, double value) {
        assertThat(readWith(field, value).verdict()).isEqualTo(ANSWER.verdict());
    }

    @Test
    void anIntervalHoldsItsEndsAndNothingBeyond() {
        Interval interval = new Interval(0.1, 0.2);

        assertThat(interval.contains(0.1)).isTrue();
        assertThat(interval.contains(0.2)).isTrue();
        assertThat(interval.contains(Math.nextDown(0.1))).isFalse();
        assertThat(interval.contains(Math.nextUp(0.2))).isFalse();
        assertThatThrownBy(() -> new Interval(0.2, 0.1)).isInstanceOf(InvalidValuesException.class);
        assertThatThrownBy(() -> new Interval(0, 0.1)).isInstanceOf(InvalidValuesException.class);
        assertThatThrownBy(() -> new Interval(0.1, Double.POSITIVE_INFINITY))
                .isInstanceOf(InvalidValuesException.class);
    }

    /** Of 100 iterations an epoch: half cycles of four epochs, three cycles at least. */
    @Test
    void aRunOfKnownLengthEndsWithAWholeCycle() {
        Recommendation run = ANSWER.forRun(5000);

        assertThat(run.stepSize().iterations()).isEqualTo(416);
        assertThat(run.stepSize().run()).isEqualTo(new RunLength(6 * 2 * 416, 6));
        assertThat(run.cyclicLr().stepSizeUp()).isEqualTo(416);
        assertThat(run.maxLr()).isEqualTo(ANSWER.maxLr());
        assertThat(run.diagnoses()).isEqualTo(ANSWER.diagnoses());
    }

    private static Recommendation readWith(String field, double value) {
        ObjectNode json = (ObjectNode) Json.MAPPER.valueToTree(ANSWER);
        if (field.equals("step_size")) {
            json.put(field, (long) value);
        } else {
            json.put(field, value);
        }
        return Json.MAPPER.treeToValue(json, Recommendation.class);
    }
}
