package dev.rangefinder.testing;

/** Range tests that are small enough to train in a test. */
public final class Submissions {

    private Submissions() {}

    /** A small net on points in the plane: about 2000 iterations a second. */
    public static String spirals(int iterations, int repeats, int seed) {
        return """
                {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [32, 32]},
                  "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32},
                 "sweep": {"start_lr": 0.0001, "end_lr": 2, "iterations": %d},
                 "evaluation": {"every": 100, "samples": 200}, "repeats": %d, "seed": %d}""".formatted(iterations, repeats, seed);
    }

    /** A run that takes many minutes, for tests that end it. */
    public static String endless() {
        return """
                {"workload": {"dataset": "shapes", "model": "lenet", "optimizer": {"type": "sgd"}, "batch_size": 64},
                 "sweep": {"start_lr": 0.00001, "end_lr": 0.0001, "iterations": 1000000},
                 "evaluation": {"samples": 0}, "tags": {"kind": "endless"}}""";
    }
}
