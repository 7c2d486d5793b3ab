package dev.rangefinder.comparison;

import dev.rangefinder.run.RunState;
import dev.rangefinder.shared.ConflictException;
import java.util.Locale;
import java.util.UUID;

/** What a comparison does not allow in the state in which it is. */
public class ComparisonStateException extends ConflictException {

    private ComparisonStateException(String problem, UUID id, RunState state, String therefore) {
        super(problem, "Comparison %s is %s%s".formatted(id, state.name().toLowerCase(Locale.ROOT), therefore));
    }

    static ComparisonStateException notCancellable(UUID id, RunState state) {
        return new ComparisonStateException("not-cancellable", id, state, " and cannot be cancelled.");
    }

    static ComparisonStateException notDeletable(UUID id, RunState state) {
        return new ComparisonStateException(
                "not-deletable", id, state, " and cannot be deleted; cancel it, or wait for its end.");
    }

    static ComparisonStateException notExtensible(UUID id, RunState state) {
        return new ComparisonStateException(
                "not-extensible", id, state, "; further repeats are for one that has succeeded.");
    }

    /** It has no result, yet or for ever. */
    public static ComparisonStateException withoutResult(UUID id, RunState state) {
        return new ComparisonStateException(
                state.isFinal() ? "no-result" : "not-finished", id, state, "; a result comes when it has succeeded.");
    }
}
