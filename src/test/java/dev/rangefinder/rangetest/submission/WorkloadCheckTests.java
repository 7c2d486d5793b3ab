package dev.rangefinder.rangetest.submission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadCheckTests {

    private static Workload workload(Architecture model, int batchSize) {
        return new Workload("any", model, new Sgd(0, false, 0), batchSize, null);
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
