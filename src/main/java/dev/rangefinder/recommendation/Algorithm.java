package dev.rangefinder.recommendation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * A version of the rules. Any change to an answer is a new one, and the old ones stay: what was drawn by one of them can be
 * drawn again, and every test can be read by another.
 */
public enum Algorithm {
    /** {@code max_lr} is a fifth of the edge, and any fall makes an edge. */
    V2026_1("2026.1", 0) {
        @Override
        double dwelling(double forgetting) {
            return Dwelling.FIRST;
        }
    },

    /** How far {@code max_lr} lies below the edge depends on the memory that the optimizer shows; only a fall that is no noise makes an edge. */
    V2026_2("2026.2", FittedRule.LEARNED) {
        @Override
        double dwelling(double forgetting) {
            return Dwelling.of(forgetting, Dwelling.WITHOUT_MEMORY_SECOND);
        }
    },

    /**
     * A sweep that learned only just below its edge was too fast to be believed, one or two repeats do not know how seeds
     * differ, and no optimizer bears a cycle up to the edge.
     */
    V2026_3("2026.3", FittedRule.LEARNED) {
        @Override
        double dwelling(double forgetting) {
            return Dwelling.of(forgetting, Dwelling.WITHOUT_MEMORY);
        }

        @Override
        boolean doubtsFastSweeps() {
            return true;
        }

        @Override
        double unseenSpread(int repeats) {
            return repeats < Resampling.FEWEST_REPEATS_TO_WEIGH ? SPREAD_OF_SEEDS / Math.sqrt(repeats) : 0;
        }
    };

    /** Decades: what the {@code max_lr} of single sweeps of 150 iterations scattered by between seeds, over six tasks. */
    private static final double SPREAD_OF_SEEDS = 0.15;

    /** What new tests are read by. */
    public static final Algorithm CURRENT = V2026_3;

    private final String id;
    private final double leastFall;

    Algorithm(String id, double leastFall) {
        this.id = id;
        this.leastFall = leastFall;
    }

    @JsonValue
    public String id() {
        return id;
    }

    @JsonCreator
    static Algorithm of(String id) {
        return named(id).orElseThrow(() -> new IllegalArgumentException("no algorithm is called " + id));
    }

    public static Optional<Algorithm> named(String id) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.id.equals(id))
                .findFirst();
    }

    /** Decades between {@code max_lr} and the edge of the ramp. */
    abstract double dwelling(double forgetting);

    /** Whether learning that may be noise, but goes on to the end of the sweep, calls for higher rates before more repeats. */
    boolean extendsBeforeItDoubts() {
        return leastFall > 0;
    }

    /** Whether a fit that has little of its gain where max would be says anything about an edge. */
    boolean doubtsFastSweeps() {
        return false;
    }

    /** Standard deviation, in decades, of what so few repeats do not show of the difference between seeds. */
    double unseenSpread(int repeats) {
        return 0;
    }

    /** Standard errors by which the fit must fall behind its best for an edge to be there. */
    double leastFall() {
        return leastFall;
    }
}
