package dev.rangefinder.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.djl.DjlLearner;
import dev.rangefinder.trainer.loop.Learner;
import dev.rangefinder.trainer.loop.TrainingLoop;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@TorchTest
class TrainerWarmUpTests {

    @TempDir
    private Path directory;

    /** With dropout, whose masks come from the engine's one generator. */
    private List<Observation> trained() throws IOException {
        StoredData data = Samples.noise(directory, new Shape(1, 1, 8), 3, 60);
        Workload workload =
                new Workload("any", new Mlp(List.of(16), 0.5, true), new Sgd(0.9, false, 0), 20, Preprocessing.NONE);
        Order order = new Order(
                workload,
                data,
                null,
                new Fixed(0.1),
                30,
                7,
                new Evaluation(10, 60),
                StopRule.NONE,
                false,
                TestedEngine.DEVICE,
                1);
        List<Observation> observed = new ArrayList<>();
        try (Batches batches = Batches.of(data, workload, order.evaluation(), order.seed());
                Learner learner = new DjlLearner(order)) {
            new TrainingLoop(order, batches, learner, observed::add).run();
        }
        return observed;
    }

    @Test
    void whatIsTrainedAfterItIsWhatWouldHaveBeenTrainedWithout() throws IOException {
        TestedEngine.load();
        List<Observation> before = trained();
        TrainerWarmUp.run();
        assertThat(trained()).isEqualTo(before).hasSize(30);
    }
}
