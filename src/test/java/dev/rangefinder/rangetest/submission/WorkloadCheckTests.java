package dev.rangefinder.rangetest.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkloadCheckTests {

    private static Workload workload(Architecture model, int batchSize) {
        return new Workload("any", model, new Sgd(0, false, 0), batchSize, null);
    }

    private static Workload onText(Architecture model, int batchSize, @Nullable Integer context) {
        return new Workload("any", model, new Sgd(0, false, 0), batchSize, null, null, context);
    }

    private static final Gpt GPT = new Gpt(1, 8, 2, 0, true);
    private static final Layout TEXT = Layout.ofText(256, 1000, 100);

    @Test
    void aTextIsReadInWindowsThatFitIntoItsParts() {
        assertThatCode(() -> WorkloadCheck.require(onText(GPT, 10, 99), TEXT)).doesNotThrowAnyException();
        assertThatThrownBy(() -> WorkloadCheck.require(onText(GPT, 10, 100), TEXT))
                .hasMessageContaining("workload/context is 100, expected the length of the windows")
                .hasMessageContaining("at most 99 tokens");
        assertThatThrownBy(() -> WorkloadCheck.require(onText(GPT, 10, null), TEXT))
                .hasMessageContaining("workload/context is null");
        assertThatThrownBy(() -> WorkloadCheck.require(onText(GPT, 11, 99), TEXT))
                .hasMessageContaining("workload/batch_size is 11, expected at most the 10 training samples");
    }

    @Test
    void otherDataHaveNoWindows() {
        assertThatThrownBy(() -> WorkloadCheck.require(onText(new LeNet(), 10, 8), layout(28, 28, 100)))
                .hasMessageContaining("workload/context is 8, expected absent: the data set is no text");
    }

    @Test
    void aTextIsReadByWhatReadsTokensAndNothingElseIs() {
        assertThatThrownBy(() -> WorkloadCheck.require(onText(new Mlp(List.of(8)), 10, 8), TEXT))
                .hasMessageContaining("workload/model")
                .hasMessageContaining("gpt, or an uploaded model that reads tokens: the data set is a text");
        assertThatThrownBy(() -> WorkloadCheck.require(workload(GPT, 10), layout(28, 28, 100)))
                .hasMessageContaining("a model that reads no tokens");
    }

    @Test
    void theTokensOfATextAreTakenAsTheyAre() {
        assertThat(onText(GPT, 10, 8).preprocessing()).isEqualTo(Preprocessing.NONE);
        assertThat(workload(GPT, 10).preprocessing()).isEqualTo(Preprocessing.STANDARDIZE);
        assertThatThrownBy(() -> new Workload("any", GPT, new Sgd(0, false, 0), 10, Preprocessing.UNIT, null, 8))
                .hasMessageContaining("preprocessing is UNIT, expected none, or absent");
        assertThatThrownBy(() -> onText(GPT, 10, 0)).hasMessageContaining("context is 0");
    }

    @Test
    void aStepTakesNoMoreBatchesThanThereAre() {
        assertThatCode(() -> WorkloadCheck.require(accumulating(5), layout(28, 28, 500)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> WorkloadCheck.require(accumulating(6), layout(28, 28, 500)))
                .hasMessageContaining("workload/accumulate is 6, expected so few batches of 100 that the 500");
        assertThat(accumulating(5).iterationsPerEpoch(1_100)).isEqualTo(2);
    }

    private static Workload accumulating(int batches) {
        return new Workload(
                "any", new LeNet(), new Sgd(0, false, 0), 100, null, null, null, null, batches, null, null, null);
    }

    @Test
    void fieldsOfTheLossAndTheStepAreNamedWithTheirValues() {
        assertThatThrownBy(() -> new Workload(
                        "any", new LeNet(), new Sgd(0, false, 0), 100, null, null, null, 1.0, 0, null, null, null))
                .hasMessageContaining("label_smoothing is 1.0, expected a number from 0 up to, not including, 1")
                .hasMessageContaining("accumulate is 0, expected a whole number from 1");
    }

    @Test
    void scoresOfALargeVocabularyAreCounted() {
        Layout many = Layout.ofText(100_000, 1_000_000, 10_000);
        assertThatThrownBy(() -> WorkloadCheck.require(onText(GPT, 64, 128), many))
                .hasMessageContaining("so many windows of 128 tokens that the scores of 100000 kinds");
        assertThatCode(() -> WorkloadCheck.require(onText(GPT, 16, 128), many)).doesNotThrowAnyException();
    }

    private static Layout layout(int height, int width, int samples) {
        return new Layout(new Shape(height, width, 3), ElementType.UINT8, 10, samples, 100);
    }

    @Test
    void aBatchAsLargeAsTheDataFits() {
        assertThatCode(() -> WorkloadCheck.require(workload(new LeNet(), 500), layout(32, 32, 500)))
                .doesNotThrowAnyException();
    }

    @Test
    void aBatchLargerThanTheDataDoesNot() {
        assertThatThrownBy(() -> WorkloadCheck.require(workload(new LeNet(), 501), layout(32, 32, 500)))
                .hasMessageContaining("workload/batch_size is 501, expected at most the 500 training samples");
    }

    @Test
    void aBatchThatNoBufferHoldsDoesNot() {
        assertThatThrownBy(() -> WorkloadCheck.require(workload(new Mlp(List.of(1)), 60_000), layout(224, 224, 60_000)))
                .hasMessageContaining("workload/batch_size is 60000")
                .hasMessageContaining("2 GiB");
    }

    @Test
    void aNetworkThatShrinksItsSamplesToNothingDoesNot() {
        assertThatThrownBy(() -> WorkloadCheck.require(workload(new LeNet(), 5), layout(8, 8, 500)))
                .hasMessageContaining("layer 4, a convolution of 5×5, has nothing left to work on");
    }

    @Test
    void aBatchOfOneDoesNotWhereABatchNormSeesOneValueOfEachChannel() {
        Mlp normed = new Mlp(List.of(8), 0, true);
        assertThatThrownBy(() -> WorkloadCheck.require(workload(normed, 1), layout(8, 8, 500)))
                .hasMessageContaining("workload/batch_size is 1, expected at least 2 for the batch norm of this model");
        assertThatCode(() -> WorkloadCheck.require(workload(normed, 2), layout(8, 8, 500)))
                .doesNotThrowAnyException();
    }

    @Test
    void aNetworkThatNoSlotHoldsDoesNot() {
        assertThatThrownBy(() -> WorkloadCheck.require(workload(new Mlp(List.of(16384, 16384)), 5), layout(8, 8, 500)))
                .hasMessageContaining("at most 100000000 parameters");
    }
}
