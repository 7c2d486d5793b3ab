package dev.rangefinder.testing;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/** Reports a range test as a training elsewhere would; its losses follow from the iteration. */
public final class Reporter {

    private final Api api;
    private final String path;

    public Reporter(Api api, String path) {
        this.api = api;
        this.path = path;
    }

    /** Submits a range test, from 1e-4 to 2, and reports it. */
    public static Reporter submit(Api api, int iterations, String more) {
        return new Reporter(api, api.submit(submission(iterations, more)));
    }

    /** What is submitted, with more fields. */
    public static String submission(int iterations, String more) {
        return """
                {"execution": "reported",
                 "workload": {"description": "a net of ours", "batch_size": 512, "iterations_per_epoch": 97,
                   "model": "resnet-18", "dataset": "our photographs", "optimizer": {"type": "adamw", "betas": [0.9, 0.95]}},
                 "sweep": {"start_lr": 0.0001, "end_lr": 2, "iterations": %d}%s}""".formatted(iterations, more.isEmpty() ? "" : ", " + more);
    }

    /** Falls over the first two thirds of 300 iterations, and has diverged before the last. */
    public static double loss(long iteration) {
        return 2 - iteration / 200.0 + Math.pow(iteration / 230.0, 12) + 0.01 * Math.sin(iteration * 12.9898);
    }

    public String path() {
        return path;
    }

    /** A batch as JSON, from an iteration up to, not including, another. */
    public static String batch(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(i -> observation(i, loss(i)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    public static String observation(long iteration, double loss) {
        return String.format(Locale.ROOT, "{\"iteration\":%d,\"loss\":%s}", iteration, number(loss));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "\"" + value + "\"";
    }

    /** Reports iterations of the first repeat. */
    public JsonNode report(long from, long to) {
        return post("{\"observations\": %s}".formatted(batch(from, to)))
                .expect(200)
                .json();
    }

    public JsonNode report(int rank, long from, long to) {
        return post("{\"rank\": %d, \"observations\": %s}".formatted(rank, batch(from, to)))
                .expect(200)
                .json();
    }

    public Api.Answer post(String report) {
        return api.post(path + "/observations", report);
    }

    /** The range test as it stands. */
    public JsonNode look() {
        return api.get(path).expect(200).json();
    }

    public JsonNode run(int repeat) {
        return look().get("runs").get(repeat);
    }
}
