package dev.rangefinder.recommendation.race;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a race may cost, before it is run: successive halving (Jamieson and Talwalkar, arXiv 1502.07943), but for the
 * last of several rungs, which has four entrants, of which two are new (docs/decisions/0060). Each rung doubles the
 * length of a training. The last one trains with as many seeds as are asked for, the others with one: there a clear
 * loser is to go out, here the best is to be told from the second.
 */
public record RacePlan(List<Rung> rungs) {

    /**
     * A part of a race.
     *
     * @param entrants how many cycles are trained, at most
     * @param repeats how often each of them is
     * @param iterations of each training
     */
    public record Rung(int entrants, int repeats, long iterations) {

        long cost() {
            return iterations * entrants * repeats;
        }
    }

    /** The sweep's own cycle, six shifts of it, a wider one, and that of another rule. */
    static final int MOST_ENTRANTS = 9;

    /** The sweep's own cycle, its best rival, and two that lie near. */
    static final int FINALISTS = 4;

    private static final int MOST_RUNGS = 3;

    /** Each half of a cycle, of three. */
    public static final int HALF_CYCLES = 6;

    /** Ten a half cycle: what is shorter says more of the first steps than of the cycle. */
    static final long SHORTEST_TRAINING = 10L * HALF_CYCLES;

    public RacePlan {
        rungs = List.copyOf(rungs);
    }

    /** As many rungs as the iterations allow; empty where they do not allow one. */
    public static Optional<RacePlan> of(long iterations, int repeats) {
        return IntStream.iterate(MOST_RUNGS, rungs -> rungs > 0, rungs -> rungs - 1)
                .mapToObj(rungs -> of(rungs, iterations, repeats))
                .filter(plan -> plan.rungs().getFirst().iterations() >= SHORTEST_TRAINING)
                .findFirst();
    }

    /** The fewest that allow a rung. */
    public static long fewestIterations(int repeats) {
        return SHORTEST_TRAINING * MOST_ENTRANTS * repeats;
    }

    private static RacePlan of(int rungs, long iterations, int repeats) {
        List<Rung> shape = new ArrayList<>();
        for (int rung = 0; rung < rungs; rung++) {
            boolean isLast = rung == rungs - 1;
            int goingOn = isLast ? FINALISTS : Math.ceilDiv(MOST_ENTRANTS, 2);
            shape.add(new Rung(rung == 0 ? MOST_ENTRANTS : goingOn, isLast ? repeats : 1, 1L << rung));
        }
        long units = shape.stream().mapToLong(Rung::cost).sum();
        return new RacePlan(shape.stream()
                .map(rung ->
                        new Rung(rung.entrants(), rung.repeats(), wholeCycles(iterations * rung.iterations() / units)))
                .toList());
    }

    private static long wholeCycles(long iterations) {
        return iterations / HALF_CYCLES * HALF_CYCLES;
    }

    /** What all rungs take together, at most. */
    public long iterations() {
        return rungs.stream().mapToLong(Rung::cost).sum();
    }

    /** How many trainings all rungs have together, at most. */
    public int trainings() {
        return rungs.stream().mapToInt(rung -> rung.entrants() * rung.repeats()).sum();
    }
}
