package dev.rangefinder.schedule;

import dev.rangefinder.shared.Check;

/** How deep schedules stand inside schedules. */
final class Nesting {

    /**
     * A warm-up before stages that warm up themselves takes three; more than that is hard to read, far more an attack.
     */
    static final int DEEPEST = 8;

    private Nesting() {}

    /** Refuses what would be too deep if it were put into one more schedule. */
    static void check(String field, Schedule inner) {
        int depth = depth(inner) + 1;
        Check.fields()
                .that(depth <= DEEPEST, field, depth + " deep", "schedules at most %d deep".formatted(DEEPEST))
                .orThrow();
    }

    private static int depth(Schedule schedule) {
        return switch (schedule) {
            case Composite composite ->
                1
                        + composite.stages().stream()
                                .mapToInt(stage -> depth(stage.schedule()))
                                .max()
                                .orElse(0);
            case Warmup warmup -> 1 + depth(warmup.then());
            case Fixed ignored -> 1;
            case Triangular ignored -> 1;
            case Triangular2 ignored -> 1;
            case ExpRange ignored -> 1;
            case ExpRangePaper ignored -> 1;
            case Decay ignored -> 1;
            case Exp ignored -> 1;
            case Step ignored -> 1;
            case Polynomial ignored -> 1;
            case Inverse ignored -> 1;
            case OneCycle ignored -> 1;
            case Cosine ignored -> 1;
            case CosineRestarts ignored -> 1;
            case Ladder ignored -> 1;
            case Knots ignored -> 1;
        };
    }
}
