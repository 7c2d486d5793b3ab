package dev.rangefinder.recommendation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What training said to an answer of a sweep, beside what the sweep said: cycles that were trained against each other.
 *
 * @param entrants the cycles, the sweep's own first
 * @param rungs the first one first
 * @param winner the name of the entrant whose bounds are the answer; absent where training could not tell
 * @param iterations that were trained in all rungs together, and at most
 * @param method the id of the rules that it was run by
 */
public record Verification(
        SweepAnswer sweep,
        List<Entrant> entrants,
        List<Rung> rungs,
        @Nullable String winner,
        @Nullable Gain gain,
        long iterations,
        long iterationsAtMost,
        String method) {

    public Verification {
        entrants = List.copyOf(entrants);
        rungs = List.copyOf(rungs);
    }

    /** What the answer would be without training. */
    public record SweepAnswer(
            Verdict verdict, @JsonUnwrapped LearningRates rates) {}

    /** A cycle that takes part. */
    public record Entrant(String name, double baseLr, double maxLr) {}

    /**
     * Entrants that were trained on one budget.
     *
     * @param iterations of each training
     * @param repeats trainings of each entrant; those of the same repeat share their seed
     */
    public record Rung(long iterations, int repeats, List<Scores> scores) {

        public Rung {
            scores = List.copyOf(scores);
        }

        /** Where the entrant was trained in it. */
        public Optional<Scores> of(String entrant) {
            return scores.stream()
                    .filter(scores -> scores.entrant().equals(entrant))
                    .findFirst();
        }

        /** What became of each training. */
        public int trainings() {
            return repeats * scores.size();
        }
    }

    /**
     * How an entrant did in a rung.
     *
     * @param accuracy the mean over its trainings; absent where one of them failed, which says nothing about the cycle
     * @param trainings that came to their end
     */
    public record Scores(String entrant, @Nullable Double accuracy, List<Training> trainings) {

        public Scores {
            trainings = List.copyOf(trainings);
        }

        /** Of an entrant that was to be trained so often. */
        public static Scores of(String entrant, int repeats, List<Training> trainings) {
            return new Scores(
                    entrant,
                    trainings.size() < repeats
                            ? null
                            : (Double) trainings.stream()
                                    .mapToDouble(Training::accuracy)
                                    .average()
                                    .orElseThrow(),
                    trainings);
        }
    }

    /**
     * One training.
     *
     * @param accuracy on test samples after the last iteration; that of a guess if the loss was no longer a number
     * @param diverged whether it was not
     */
    public record Training(int repeat, long seed, double accuracy, boolean diverged) {}

    /**
     * By how much the winner is more accurate than the sweep's own cycle, in the last rung.
     *
     * @param interval of the mean over pairs of the same seed; absent where there is one pair
     * @param level how often it is to hold the true one, if as many others as ran in the last rung might have won
     */
    public record Gain(
            double accuracy,
            @Nullable Range interval,
            @Nullable Double level) {}

    /** Two differences that another one lies between. */
    public record Range(double low, double high) {}
}
