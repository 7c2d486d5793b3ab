package dev.rangefinder.comparison.judge;

import java.util.List;

/**
 * The runs of one entry that came to their end, diverged ones among them.
 *
 * @param repeats how many there were to be; those that are missing failed for a reason that is not the schedule's
 */
public record EntryRuns(String name, int repeats, List<RunResult> runs) {

    public EntryRuns {
        runs = List.copyOf(runs);
    }
}
