package dev.rangefinder.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What a job takes, from the request until the client has its recommendation, over the same training alone in a warm
 * process, in turns: {@code bench/job}. The server is a process with its own durable PostgreSQL.
 */
@Tag("bench")
class JobBench {

    private static final int ROUNDS = 5;

    /** Of LeNet, about 20 s. */
    private static final int ITERATIONS = 2000;

    private static final double START_LR = 1e-5;

    /** Below where training would end early. */
    private static final double END_LR = 0.01;

    /** As where a service is not always busy: the trainer of the next run has been started, and has rehearsed. */
    private static final Duration SETTLING = Duration.ofSeconds(4);

    @TempDir
    private Path directory;

    /** One job, in seconds, and its parts as the server saw them. */
    private record Job(double total, double untilClaimed, double untilEnded, double untilKnown) {}

    @Test
    void comparesJobsWithTheirTrainingAlone() throws IOException, InterruptedException {
        double[] bare = new double[ROUNDS];
        Job[] jobs = new Job[ROUNDS];
        Path data = directory.resolve("data");
        try (ServerProcess server = ServerProcess.start(
                directory,
                List.of(),
                List.of("--rangefinder.data.directory=" + data, "--rangefinder.lanes.local.start-ahead=true"))) {
            Api api = server.ready();
            Job ignored = job(api);
            try (BareTraining training = new BareTraining(data.resolve("engine"), null)) {
                Order order = order(api, data);
                double alsoIgnored = training.seconds(order);
                for (int round = 0; round < ROUNDS; round++) {
                    Thread.sleep(SETTLING);
                    bare[round] = training.seconds(order);
                    jobs[round] = job(api);
                    System.out.printf(
                            "bare %.3f s, job %.3f s: claimed after %.3f, ended %.3f later, known %.3f later%n",
                            bare[round],
                            jobs[round].total(),
                            jobs[round].untilClaimed(),
                            jobs[round].untilEnded(),
                            jobs[round].untilKnown());
                }
            }
        }
        System.out.printf(
                "job over bare training: median ratio %.3f of %d rounds, %.3f s over %.3f s%n",
                median(IntStream.range(0, ROUNDS)
                        .mapToDouble(round -> jobs[round].total() / bare[round])
                        .toArray()),
                ROUNDS,
                median(Arrays.stream(jobs).mapToDouble(Job::total).toArray()),
                median(bare));
    }

    private static Job job(Api api) {
        Instant posted = Instant.now();
        String path = api.submit("""
                {"workload": {"dataset": "shapes", "model": "lenet", "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 64},
                 "sweep": {"start_lr": %s, "end_lr": %s, "iterations": %d}}""".formatted(START_LR, END_LR, ITERATIONS));
        JsonNode over = api.finished(path);
        api.get(path + "/recommendation").expect(200);
        Instant known = Instant.now();
        assertThat(over.get("progress").get("iterations_done").asInt()).isEqualTo(ITERATIONS);
        Instant claimed = Instant.parse(over.get("started_at").asString());
        Instant ended = Instant.parse(over.get("ended_at").asString());
        return new Job(
                seconds(posted, known), seconds(posted, claimed), seconds(claimed, ended), seconds(ended, known));
    }

    /** What the server orders for such a job, except for the seed. */
    private static Order order(Api api, Path data) {
        JsonNode shapes = StreamSupport.stream(
                        api.get("/v1/datasets").expect(200).json().get("items").spliterator(), false)
                .filter(dataSet -> dataSet.get("name").asString().equals("shapes"))
                .findFirst()
                .orElseThrow();
        Layout layout = new Layout(
                new Shape(28, 28, 1),
                ElementType.UINT8,
                shapes.get("classes").asInt(),
                shapes.get("train_samples").asInt(),
                shapes.get("test_samples").asInt());
        return new Order(
                new Workload("shapes", new LeNet(), new Sgd(0.9, false, 0), 64, Preprocessing.STANDARDIZE),
                new StoredData(
                        data.resolve("datasets")
                                .resolve(shapes.get("content_hash").asString()),
                        layout),
                null,
                new Ladder(START_LR, END_LR, ITERATIONS, Spacing.EXPONENTIAL),
                ITERATIONS,
                1,
                Evaluation.DEFAULT,
                StopRule.DIVERGED,
                false,
                "cpu",
                1);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
