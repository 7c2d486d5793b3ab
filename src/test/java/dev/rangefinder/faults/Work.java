package dev.rangefinder.faults;

import dev.rangefinder.rangetest.submission.Verify;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Submissions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the runs of a campaign are, and which trainers carry them out. */
sealed interface Work {

    /** The settings of the lane that carries it out. */
    List<String> laneSettings();

    /** A range test of it, the number {@code index} of the campaign. */
    String submission(int index, int repeats);

    /** How many runs such a range test has. */
    default int runs(int repeats) {
        return repeats;
    }

    /**
     * What must be, byte for byte, that of any other range test of this work; empty where that is not so.
     *
     * @param path of a range test that is over
     */
    default Optional<String> outcome(Api api, String path) {
        return Optional.empty();
    }

    /**
     * A curve without a training, from {@code trainer-stub.sh}.
     *
     * @param pause after each batch of ten iterations
     */
    record Stub(int iterations, Duration pause) implements Work {

        /** From here on a seed crashes every trainer. */
        private static final long POISON = 900_000_000;

        @Override
        public List<String> laneSettings() {
            return List.of("--rangefinder.lanes.local.command=bash,%s,%d.%03d,{run},{attempt}"
                    .formatted(script(), pause.toSeconds(), pause.toMillisPart()));
        }

        static Path script() {
            return Path.of("src", "test", "resources", "faults", "trainer-stub.sh")
                    .toAbsolutePath();
        }

        @Override
        public String submission(int index, int repeats) {
            return submission(1000L * index, repeats);
        }

        String poison() {
            return submission(POISON, 1);
        }

        private String submission(long seed, int repeats) {
            return """
                    {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [4]},
                      "optimizer": {"type": "sgd"}, "batch_size": 32},
                     "sweep": {"start_lr": 0.0001, "end_lr": 1, "iterations": %d},
                     "evaluation": {"samples": 0}, "repeats": %d, "seed": %d}""".formatted(iterations, repeats, seed);
        }
    }

    /** Small nets, trained by the real trainer; every range test is the same one. */
    record RealTraining(int iterations) implements Work {

        @Override
        public List<String> laneSettings() {
            return List.of();
        }

        @Override
        public String submission(int index, int repeats) {
            return Submissions.spirals(iterations, repeats, 7);
        }

        @Override
        public Optional<String> outcome(Api api, String path) {
            return Optional.of(api.csv(path));
        }
    }

    /** A range test whose answer is checked by training, by the real trainer; every range test is the same one. */
    record Race(int iterations, Verify verify) implements Work {

        @Override
        public List<String> laneSettings() {
            return List.of();
        }

        @Override
        public String submission(int index, int repeats) {
            return """
                    {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [16]},
                       "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32},
                     "sweep": {"start_lr": 0.0001, "end_lr": 10, "iterations": %d}, "seed": 3, "repeats": %d,
                     "verify": {"iterations": %d, "repeats": %d}}""".formatted(iterations, repeats, verify.iterations(), verify.repeats());
        }

        @Override
        public int runs(int repeats) {
            return repeats + verify.plan().trainings();
        }

        /** What the sweep said, and what training said. */
        @Override
        public Optional<String> outcome(Api api, String path) {
            return Optional.of(api.get(path + "/recommendation").expect(200).body());
        }
    }
}
