package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.dataset.format.ImageArchives;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Trainers;
import dev.rangefinder.testing.UploadBody;
import java.awt.Color;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The main job, over HTTP, with real trainers on two slots. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.slots=2")
class MainJobIntegrationTests {

    private static final int ITERATIONS = 300;

    private static final List<String> OPTIMIZERS = List.of(
            "{\"type\": \"caffe_sgd\", \"momentum\": 0.9}",
            "{\"type\": \"adam\", \"betas\": [0.9, 0.99]}",
            "{\"type\": \"adamw\"}",
            "{\"type\": \"rmsprop\"}",
            "{\"type\": \"adagrad\"}",
            "{\"type\": \"adadelta\"}");

    @Autowired
    private Api api;

    @Test
    void aRangeTestGoesFromItsSubmissionToItsSchedule() {
        String path = api.submit(Submissions.spirals(ITERATIONS, 3, 1));
        JsonNode rangeTest = api.finished(path);

        assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
        assertThat(rangeTest.get("iterations_per_epoch").asInt()).isEqualTo(4000 / 32);
        assertThat(rangeTest.get("runs")).hasSize(3).allSatisfy(run -> {
            assertThat(run.get("state").asString()).isEqualTo("succeeded");
            assertThat(run.get("attempts").asInt()).isOne();
            assertThat(run.get("provenance").get("engine").asString()).startsWith("PyTorch");
        });

        JsonNode recommendation = api.get(path + "/recommendation").expect(200).json();
        double baseLr = recommendation.get("base_lr").asDouble();
        double maxLr = recommendation.get("max_lr").asDouble();
        assertThat(recommendation.get("verdict").asString())
                .isEqualTo(rangeTest.get("verdict").asString());
        assertThat(baseLr).isPositive().isLessThan(maxLr);
        assertThat(maxLr).isLessThanOrEqualTo(2);
        assertThat(recommendation.get("step_size").asInt()).isEqualTo(4 * 125);

        JsonNode schedule =
                api.get(path + "/schedule?policy=triangular").expect(200).json();
        assertThat(schedule.get("rates")).hasSize(4 * 2 * 500);
        assertThat(schedule.get("rates").get(0).asDouble()).isEqualTo(baseLr);
        assertThat(schedule.get("rates").get(500).asDouble()).isEqualTo(maxLr);
        assertThat(schedule.get("ends_mid_cycle").asBoolean()).isFalse();
    }

    @Test
    void theCurveHasEveryIterationAndTheValidationsThatWereAskedFor() {
        String path = api.submit(Submissions.spirals(ITERATIONS, 1, 7));
        api.finished(path);
        JsonNode curve = api.get(path + "/curve").expect(200).json();
        JsonNode repeat = curve.get("repeats").get(0);
        int points = repeat.get("iteration").size();
        assertThat(points).isBetween(100, ITERATIONS);
        for (int i = 0; i < points; i++) {
            assertThat(repeat.get("iteration").get(i).asInt()).isEqualTo(i);
            assertThat(repeat.get("validation_accuracy").get(i).isNumber())
                    .isEqualTo(i % 100 == 99 || i == ITERATIONS - 1);
        }
        assertThat(repeat.get("lr").get(0).asDouble()).isEqualTo(0.0001);
        assertThat(curve.get("band").get("repeats").get(0).asInt()).isOne();
        assertThat(api.get(path + "/curve?points=20")
                        .expect(200)
                        .json()
                        .get("repeats")
                        .get(0)
                        .get("loss"))
                .hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void theSameSubmissionGivesTheSameCurveByteForByte() {
        String first = api.submit(Submissions.spirals(ITERATIONS, 2, 3));
        String second = api.submit(Submissions.spirals(ITERATIONS, 2, 3));
        api.finished(first);
        api.finished(second);
        assertThat(api.csv(first)).isEqualTo(api.csv(second)).hasLineCount(2 * ITERATIONS + 1);
    }

    /** Repeat 1 of seed 10 is repeat 0 of seed 11; the two repeats train at the same time, the other test alone. */
    @Test
    void twoSeedsAtOnceGiveTheCurvesThatEachGivesAlone() {
        String together = api.submit(Submissions.spirals(ITERATIONS, 2, 10));
        api.finished(together);
        String first = api.submit(Submissions.spirals(ITERATIONS, 1, 10));
        api.finished(first);
        String second = api.submit(Submissions.spirals(ITERATIONS, 1, 11));
        api.finished(second);
        String secondAsRepeat1 = api.csv(second).replaceAll("(?m)^0,", "1,");
        assertThat(api.csv(together))
                .isEqualTo(api.csv(first) + secondAsRepeat1.substring(secondAsRepeat1.indexOf('\n') + 1));
        assertThat(secondAsRepeat1.replaceAll("(?m)^1,", "0,")).isNotEqualTo(api.csv(first));
    }

    /** Two clouds of points, and bright and dark images: both are learned within a few epochs. */
    @Test
    void uploadedTablesAndColouredImagesAreLearned() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder table = new StringBuilder("x,side,y\n");
        for (int i = 0; i < 500; i++) {
            int side = i % 2;
            table.append("%s,%s,%s\n"
                    .formatted(side + random.nextGaussian() / 5, side == 0 ? "left" : "right", random.nextGaussian()));
        }
        api.upload(upload("clouds", "csv")
                        .field("label", "side")
                        .file("train", table.toString().getBytes(StandardCharsets.UTF_8)))
                .expect(201);
        String clouds = submit("clouds", "\"mlp\"");

        ImageArchives images = new ImageArchives();
        for (int i = 0; i < 100; i++) {
            int brightness = 40 * (i % 2) + 100 + random.nextInt(20);
            images.with(
                    (i % 2 == 0 ? "dark/" : "bright/") + i + ".png",
                    ImageArchives.image("png", 40, 36, new Color(brightness, 90, 255 - brightness)));
        }
        api.upload(upload("lamps", "image_folder").file("train", images.bytes()))
                .expect(201);
        String lamps = submit("lamps", "\"lenet\"");
        String residual = submit("lamps", "{\"architecture\": \"resnet\", \"n\": 1, \"stochastic_depth\": 0.5}");
        String dense =
                submit("lamps", "{\"architecture\": \"densenet\", \"layers\": 7, \"growth\": 4, \"dropout\": 0.1}");
        api.upload(upload("large-lamps", "image_folder")
                        .field("height", "48")
                        .field("width", "48")
                        .file("train", images.bytes()))
                .expect(201);
        String alexNet = submit("large-lamps", "{\"architecture\": \"alexnet\", \"hidden\": 8}", 12);
        String googLeNet = submit("large-lamps", "\"googlenet\"", 12);
        assertThat(bestAccuracy(clouds)).isGreaterThan(0.9);
        assertThat(bestAccuracy(lamps)).isGreaterThan(0.9);
        assertThat(bestAccuracy(residual)).isGreaterThan(0.9);
        assertThat(bestAccuracy(dense)).isGreaterThan(0.9);
        assertThat(bestAccuracy(alexNet)).isPositive();
        assertThat(bestAccuracy(googLeNet)).isPositive();
    }

    /** A text of which each token follows from the one before, and images, by networks that attend. */
    @Test
    void transformersLearnTextsAndImages() {
        api.upload(upload("rhyme", "text").file("train", "abcdefgh".repeat(300).getBytes(StandardCharsets.UTF_8)))
                .expect(201);
        String order = """
                {"workload": {"dataset": "%s", "model": %s, "optimizer": {"type": "adamw"}, "batch_size": %d%s},
                 "sweep": {"start_lr": 1e-5, "end_lr": 0.1, "iterations": 100}, "evaluation": {"every": 20, "samples": 50}}""";
        String rhyme = api.submit(order.formatted(
                "rhyme",
                "{\"architecture\": \"gpt\", \"depth\": 1, \"width\": 16, \"heads\": 2}",
                8,
                ", \"context\": 12"));
        String shapes = api.submit(order.formatted(
                "shapes",
                "{\"architecture\": \"vit\", \"patch\": 7, \"depth\": 1, \"width\": 16, \"heads\": 2}",
                32,
                ""));
        assertThat(bestAccuracy(rhyme)).isGreaterThan(0.9);
        JsonNode test = api.get(rhyme).json();
        assertThat(test.get("iterations_per_epoch").asInt()).as("159 windows").isEqualTo(19);
        assertThat(test.get("trivial_loss").asDouble()).isCloseTo(Math.log(8), within(1e-12));
        assertThat(test.at("/workload/preprocessing").asString()).isEqualTo("none");
        assertThat(api.get(rhyme + "/recommendation").expect(200).json().has("max_lr"))
                .isTrue();
        assertThat(bestAccuracy(shapes)).isGreaterThan(0.11);
    }

    /** All at once: both slots have something to do. */
    @Test
    void everyOptimizerLearns() {
        Map<String, String> paths = new LinkedHashMap<>();
        for (String optimizer : OPTIMIZERS) {
            String submission = Submissions.spirals(200, 1, 1)
                    .replace("{\"type\": \"sgd\", \"momentum\": 0.9}", optimizer)
                    .replace("\"end_lr\": 2", "\"end_lr\": 0.5");
            assertThat(submission).contains(optimizer);
            paths.put(optimizer, api.submit(submission));
        }
        assertThat(paths).allSatisfy((optimizer, path) -> {
            JsonNode rangeTest = api.finished(path);
            assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
            assertThat(rangeTest.at("/workload/optimizer/type").asString())
                    .isEqualTo(optimizer.replaceAll(".*\"type\": \"(\\w+)\".*", "$1"));
            List<Double> losses = api.csv(path)
                    .lines()
                    .skip(1)
                    .map(line -> Double.parseDouble(line.split(",", -1)[3]))
                    .toList();
            assertThat(losses.stream().min(Double::compare).orElseThrow()).isLessThan(losses.getFirst() - 0.05);
        });
    }

    private static UploadBody upload(String name, String format) {
        return new UploadBody(List.of()).field("name", name).field("format", format);
    }

    private String submit(String dataset, String model) {
        return submit(dataset, model, 100);
    }

    private String submit(String dataset, String model, int iterations) {
        return api.submit("""
                {"workload": {"dataset": "%s", "model": %s, "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 10},
                 "sweep": {"start_lr": 0.001, "end_lr": 0.1, "iterations": %d}, "evaluation": {"every": 20, "samples": 100}}""".formatted(dataset, model, iterations));
    }

    private double bestAccuracy(String path) {
        assertThat(api.finished(path).get("state").asString()).isEqualTo("succeeded");
        return api.csv(path)
                .lines()
                .skip(1)
                .map(line -> line.split(",", -1)[6])
                .filter(accuracy -> !accuracy.isEmpty())
                .mapToDouble(Double::parseDouble)
                .max()
                .orElseThrow();
    }

    @Test
    void aRunThatTrainsIsCancelledAndKeepsWhatItSaw() {
        String path = api.submit(Submissions.endless());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> api.get(path).json().get("progress").has("iterations_per_second"));
        assertThat(api.get(path + "/curve").expect(200).header("Cache-Control")).contains("no-store");
        api.post(path + ":cancel", null).expect(202);
        JsonNode rangeTest = api.finished(path);
        assertThat(rangeTest.get("state").asString()).isEqualTo("cancelled");
        assertThat(rangeTest.get("progress").get("iterations_done").asInt()).isPositive();
        assertThat(api.csv(path))
                .hasLineCount(rangeTest.get("progress").get("iterations_done").asInt() + 1);
        assertThat(api.get(path + "/schedule").expect(409).json().get("type").asString())
                .endsWith(":no-recommendation");
        assertThat(api.post(path + ":cancel", null)
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith(":not-cancellable");
    }

    @Test
    void aRunWhoseTrainerIsKilledIsTriedAgainAndGivesTheSameCurve() {
        String undisturbed = api.submit(Submissions.spirals(3000, 1, 5));
        api.finished(undisturbed);
        String path = api.submit(Submissions.spirals(3000, 1, 5));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> api.get(path)
                                .json()
                                .get("progress")
                                .get("iterations_done")
                                .asInt()
                        > 0);
        Trainers.of(ProcessHandle.current()).forEach(ProcessHandle::destroyForcibly);
        JsonNode rangeTest = api.finished(path);
        assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
        assertThat(rangeTest.get("runs").get(0).get("attempts").asInt()).isEqualTo(2);
        assertThat(rangeTest.at("/runs/0/failures/0/message").asString()).contains("exit code 137");
        assertThat(api.csv(path)).isEqualTo(api.csv(undisturbed));
    }
}
