package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.dataset.DataSet;
import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.model.spec.Cifar10Full;
import dev.rangefinder.run.ManagedOrder;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.CaffeSgd;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Upload;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * The paper's own experiment: CIFAR-10 with Caffe's {@code cifar10_full}, a linear range test from 0 to 0.02, and then
 * its first cycle, {@code triangular2} from 0.001 to 0.005 with a step of 2000, beside the fixed 0.001.
 * {@code CIFAR10_SWEEP} and {@code CIFAR10_BUDGET} are the iterations of either part; a budget of less than a cycle
 * shortens the cycle.
 */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.slots=2")
@Tag("bench")
class Cifar10Bench {

    private static final Path FILES = Path.of("target", "cifar-10-batches-bin");
    private static final int SWEEP = iterations("CIFAR10_SWEEP", 4000);
    private static final int BUDGET = iterations("CIFAR10_BUDGET", 5000);
    private static final int STEP_SIZE = Math.min(2000, BUDGET / 2);
    private static final long SEED = 1;

    /** Those of the paper and of Caffe's own solver. */
    private static final Workload WORKLOAD =
            new Workload("cifar-10", new Cifar10Full(), new CaffeSgd(0.9, false, 0.004), 100, Preprocessing.MEAN_IMAGE);

    private static final Map<String, Schedule> SCHEDULES = new LinkedHashMap<>();

    static {
        SCHEDULES.put(
                "triangular2 0.001-0.005, step %d".formatted(STEP_SIZE),
                new Triangular2(0.001, 0.005, STEP_SIZE, STEP_SIZE));
        SCHEDULES.put("fixed 0.001", new Fixed(0.001));
    }

    @LocalServerPort
    private int port;

    @Autowired
    private Runs runs;

    @Autowired
    private DataSets dataSets;

    @Autowired
    private TransactionTemplate transaction;

    private static int iterations(String variable, int otherwise) {
        return Integer.parseInt(Objects.requireNonNullElse(System.getenv(variable), Integer.toString(otherwise)));
    }

    @BeforeEach
    void upload() throws FileNotFoundException {
        assumeThat(FILES).exists();
        Upload upload = new Upload(List.of()).field("name", WORKLOAD.dataset()).field("format", "cifar10");
        for (int batch = 1; batch <= 5; batch++) {
            upload = upload.file("train", BodyPublishers.ofFile(FILES.resolve("data_batch_%d.bin".formatted(batch))));
        }
        int status = api().upload(upload.file("test", BodyPublishers.ofFile(FILES.resolve("test_batch.bin"))))
                .status();
        assertThat(status).as("made, or there from the other part").isIn(201, 409);
    }

    @Test
    void rangeTest() {
        Api api = api();
        String path = api.submit("""
                {"workload": {"dataset": "cifar-10", "model": "cifar10_full", "batch_size": 100, "preprocessing": "mean_image",
                  "optimizer": {"type": "caffe_sgd", "momentum": 0.9, "weight_decay": 0.004}},
                 "sweep": {"start_lr": 0, "end_lr": 0.02, "iterations": %d, "spacing": "linear"},
                 "evaluation": {"every": 100, "samples": 2000}, "seed": %d}""".formatted(SWEEP, SEED));
        JsonNode rangeTest = api.get(path).json();
        while (!rangeTest.has("ended_at")) {
            rangeTest = api.get(path, "Prefer", "wait=60").expect(200).json();
        }
        assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
        System.out.println("iteration,lr,loss,accuracy,validation_loss,validation_accuracy");
        api.csv(path)
                .lines()
                .filter(line -> !line.endsWith(",,"))
                .skip(1)
                .forEach(line -> System.out.println(line.substring(line.indexOf(',') + 1)));
        System.out.println(api.get(path + "/recommendation").expect(200).json().toPrettyString());
    }

    private Api api() {
        return new Api(port, Duration.ofMinutes(10));
    }

    @Test
    void cycleBesideFixed() {
        UUID group = Ids.next();
        List<ManagedOrder> orders = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            DataSet data = dataSets.named(WORKLOAD.dataset()).orElseThrow();
            for (Schedule schedule : SCHEDULES.values()) {
                orders.add(new ManagedOrder(
                        orders.size(),
                        WORKLOAD,
                        data.contentHash(),
                        schedule,
                        BUDGET,
                        SEED,
                        new Evaluation(500, 10_000),
                        StopRule.NONE,
                        false,
                        Placement.of(null, null, null, null)));
            }
            runs.enqueue(Purpose.RANGE_TEST, group, orders);
        });
        Awaitility.await()
                .atMost(Duration.ofHours(6))
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        runs.ofGroup(group).stream().allMatch(run -> run.state().isFinal()));
        List<String> names = List.copyOf(SCHEDULES.keySet());
        List<Run> done = runs.ofGroup(group);
        for (int i = 0; i < names.size(); i++) {
            assertThat(done.get(i).state()).isEqualTo(RunState.SUCCEEDED);
            System.out.println(names.get(i));
            for (Observation seen : runs.curve(done.get(i)).observations()) {
                if (seen.validation() != null) {
                    System.out.printf(
                            "%6d %.4f %.4f%n",
                            seen.iteration() + 1,
                            seen.validation().loss(),
                            seen.validation().accuracy());
                }
            }
        }
    }
}
