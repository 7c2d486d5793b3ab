package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.run.ManagedOrder;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.UploadBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * What the recommendation is worth on real data: LeNet on Fashion-MNIST, the cycle that a range test recommends against
 * a grid of fixed rates, on the same budget and the same seeds.
 */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.slots=2")
@Tag("bench")
class FashionMnistBench {

    private static final Path FILES = Path.of("../shared/data/fashion-mnist");
    private static final int BUDGET = 1500;
    private static final int STEP_SIZE = 250;
    private static final int SEEDS = 3;
    private static final double[] GRID = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5};
    private static final Workload WORKLOAD =
            new Workload("fashion-mnist", new LeNet(), new Sgd(0.9, false, 0), 64, null);

    @LocalServerPort
    private int port;

    @Autowired
    private Runs runs;

    @Autowired
    private DataSets dataSets;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    void theRecommendedCycleIsAsGoodAsTheBestFixedRate() throws IOException {
        assumeThat(FILES).exists();
        Api api = new Api(port);
        api.upload(new UploadBody(List.of())
                .field("name", "fashion-mnist")
                .field("format", "idx")
                .file("train_images", Files.readAllBytes(FILES.resolve("train-images-idx3-ubyte.gz")))
                .file("train_labels", Files.readAllBytes(FILES.resolve("train-labels-idx1-ubyte.gz")))
                .file("test_images", Files.readAllBytes(FILES.resolve("t10k-images-idx3-ubyte.gz")))
                .file("test_labels", Files.readAllBytes(FILES.resolve("t10k-labels-idx1-ubyte.gz"))));
        String path = api.submit("""
                {"workload": {"dataset": "fashion-mnist", "model": "lenet",
                  "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 64},
                 "sweep": {"start_lr": 0.0001, "end_lr": 1, "iterations": 600}, "repeats": 3}""");
        JsonNode rangeTest = api.finished(path);
        assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
        JsonNode recommendation = api.get(path + "/recommendation").expect(200).json();
        System.out.println(recommendation.toPrettyString());
        double baseLr = recommendation.get("base_lr").asDouble();
        double maxLr = recommendation.get("max_lr").asDouble();

        Map<String, Schedule> schedules = new LinkedHashMap<>();
        schedules.put(
                "triangular2 %.5f-%.5f".formatted(baseLr, maxLr), new Triangular2(baseLr, maxLr, STEP_SIZE, STEP_SIZE));
        for (double lr : GRID) {
            schedules.put("fixed %.3f".formatted(lr), new Fixed(lr));
        }
        Map<String, Double> accuracies = train(schedules);

        double cyclic = accuracies.values().iterator().next();
        double bestFixed = accuracies.values().stream()
                .skip(1)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
        System.out.printf("cyclic %.4f, best fixed %.4f, difference %+.4f%n", cyclic, bestFixed, cyclic - bestFixed);
        assertThat(cyclic).isGreaterThanOrEqualTo(bestFixed - 0.01);
    }

    /** Mean test accuracy over the seeds, of each schedule. */
    private Map<String, Double> train(Map<String, Schedule> schedules) {
        UUID group = Ids.next();
        List<ManagedOrder> orders = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            DataSet data = dataSets.named(WORKLOAD.dataset()).orElseThrow();
            for (Schedule schedule : schedules.values()) {
                for (int seed = 0; seed < SEEDS; seed++) {
                    orders.add(new ManagedOrder(
                            orders.size(),
                            WORKLOAD,
                            data.contentHash(),
                            schedule,
                            BUDGET,
                            1000 + seed,
                            new Evaluation(BUDGET, 10_000),
                            StopRule.NONE,
                            false,
                            Placement.of(null, null, null, null)));
                }
            }
            runs.enqueue(Purpose.RANGE_TEST, group, orders);
        });
        Awaitility.await()
                .atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        runs.ofGroup(group).stream().allMatch(run -> run.state().isFinal()));
        List<Run> done = runs.ofGroup(group);
        Map<String, Double> means = new LinkedHashMap<>();
        List<String> names = List.copyOf(schedules.keySet());
        for (int i = 0; i < names.size(); i++) {
            List<Double> ofSeeds = done.subList(i * SEEDS, (i + 1) * SEEDS).stream()
                    .map(this::accuracy)
                    .toList();
            double mean = ofSeeds.stream().mapToDouble(Double::doubleValue).sum() / SEEDS;
            means.put(names.get(i), mean);
            System.out.printf("%-30s %.4f  %s%n", names.get(i), mean, ofSeeds);
        }
        return means;
    }

    private double accuracy(Run run) {
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        Observation last = runs.curve(run).observations().getLast();
        return last.validation() == null ? 0 : last.validation().accuracy();
    }
}
