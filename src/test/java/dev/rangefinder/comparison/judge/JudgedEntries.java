package dev.rangefinder.comparison.judge;

import java.util.List;
import java.util.stream.IntStream;

/** Entries whose runs are known by their last accuracies alone. */
final class JudgedEntries {

    static final int SAMPLES = 10_000;

    private JudgedEntries() {}

    static EntryRuns entry(String name, double... accuracies) {
        return new EntryRuns(
                name,
                accuracies.length,
                IntStream.range(0, accuracies.length)
                        .mapToObj(repeat -> run(repeat, new Look(100, 1 - accuracies[repeat], accuracies[repeat])))
                        .toList());
    }

    static RunResult run(int repeat, Look... looks) {
        return new RunResult(repeat, 7 + repeat, false, false, List.of(looks), null);
    }

    static RunResult broken(int repeat, Look... looks) {
        return new RunResult(repeat, 7 + repeat, true, true, List.of(looks), null);
    }

    static Judgement judge(double margin, EntryRuns... entries) {
        return Judges.CURRENT.judge(List.of(entries), Terms.ofClasses(entries[0].name(), margin, SAMPLES, 10));
    }
}
