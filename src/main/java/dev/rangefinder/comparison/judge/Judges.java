package dev.rangefinder.comparison.judge;

import java.util.List;
import java.util.Optional;

/** The versions of the rules that comparisons can be judged by. */
public final class Judges {

    /** What new comparisons are judged by. */
    public static final Judge CURRENT = new PairedDifferences();

    private static final List<Judge> ALL = List.of(CURRENT);

    private Judges() {}

    public static List<String> ids() {
        return ALL.stream().map(Judge::id).toList();
    }

    public static Optional<Judge> named(String id) {
        return ALL.stream().filter(judge -> judge.id().equals(id)).findFirst();
    }
}
