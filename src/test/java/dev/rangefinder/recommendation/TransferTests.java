package dev.rangefinder.recommendation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import dev.rangefinder.shared.InvalidValuesException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTests {

    private static final Recommendation TESTED = tested();

    private static Recommendation tested() {
        Random random = new Random(1);
        List<Observation> observations = IntStream.range(0, 400)
                .mapToObj(i -> {
                    double lr = 1e-4 * Math.pow(10, 4 * i / 399.0);
                    double loss = 2.3 - 1.5 / (1 + Math.pow(0.003 / lr, 2)) + Math.pow(lr / 0.3, 3);
                    return new Observation(i, lr, loss + 0.02 * random.nextGaussian(), null, null);
                })
                .toList();
        return Algorithms.CURRENT.recommend(
                List.of(new Curve(observations)), new TestContext(new SweptRange(1e-4, 1), 100, null));
    }

    @ParameterizedTest
    @CsvSource({
        "sgd, LINEAR",
        "caffe_sgd, LINEAR",
        "SGD(nesterov), LINEAR",
        "adam, SQUARE_ROOT",
        "AdamW, SQUARE_ROOT",
        "rmsprop, SQUARE_ROOT",
        "nobody knows, SQUARE_ROOT"
    })
    void anOptimizerHasTheRuleThatItsAuthorsPropose(String optimizer, BatchScaling rule) {
        assertThat(BatchScaling.of(optimizer)).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({"sgd, 256, 4", "adam, 256, 2", "sgd, 16, 0.25", "adam, 16, 0.5"})
    void boundsFollowTheRuleAndTheIntervalGoesFromNoChangeToProportion(String optimizer, int batchSize, double factor) {
        Transfer transfer = Transfer.of(TESTED, optimizer, 64, batchSize);
        assertThat(transfer.maxLr()).isCloseTo(TESTED.maxLr() * factor, within(1e-15));
        assertThat(transfer.baseLr()).isCloseTo(TESTED.baseLr() * factor, within(1e-15));
        assertThat(transfer.lr()).isEqualTo(TESTED.rates().lr() * factor);
        assertThat(transfer.maxLrInterval().low())
                .isEqualTo(TESTED.rates().maxLrInterval().low() * Math.min(1, batchSize / 64.0));
        assertThat(transfer.maxLrInterval().high())
                .isEqualTo(TESTED.rates().maxLrInterval().high() * Math.max(1, batchSize / 64.0));
        assertThat(transfer.rules()).extracting(Transfer.RuleBounds::rule).containsExactly(BatchScaling.values());
        assertThat(transfer.iterationsPerEpoch()).isEqualTo(6400 / batchSize);
        assertThat(transfer.stepSize()).isEqualTo(4L * 6400 / batchSize);
    }

    @Test
    void sizesFarApartAreWarnedOf() {
        assertThat(Transfer.of(TESTED, "sgd", 64, 512).warning()).isNull();
        assertThat(Transfer.of(TESTED, "sgd", 64, 513).warning())
                .isEqualTo(
                        "Batches of 64 and of 513 are more than a factor of 8 apart: test at the size that you train with.");
        assertThat(Transfer.of(TESTED, "sgd", 64, 7).warning()).isNotNull();
    }

    @Test
    void eachRuleIsShownAsItWouldHaveIt() {
        assertThat(Transfer.of(TESTED, "sgd", 64, 256).rules())
                .containsExactly(
                        new Transfer.RuleBounds(BatchScaling.LINEAR, 4, TESTED.baseLr() * 4, TESTED.maxLr() * 4),
                        new Transfer.RuleBounds(BatchScaling.SQUARE_ROOT, 2, TESTED.baseLr() * 2, TESTED.maxLr() * 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_000_001})
    void aBatchOfNoSuchSizeIsRefused(int batchSize) {
        assertThatThrownBy(() -> Transfer.of(TESTED, "sgd", 64, batchSize))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("batch_size");
    }

    /** 6400 samples are 66.7 batches of 96. */
    @Test
    void anEpochIsWholeBatchesAsOfATest() {
        assertThat(Transfer.of(TESTED, "sgd", 64, 96).iterationsPerEpoch()).isEqualTo(66);
    }

    @Test
    void anEpochHasOneIterationAtLeast() {
        assertThat(Transfer.of(TESTED, "sgd", 64, 1_000_000_000).iterationsPerEpoch())
                .isOne();
    }
}
