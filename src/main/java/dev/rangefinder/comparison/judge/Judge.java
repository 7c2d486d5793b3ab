package dev.rangefinder.comparison.judge;

import java.util.List;

/**
 * A version of the rules by which comparisons are judged. It is a pure function; any change to an answer that was
 * released is a new one.
 */
public interface Judge {

    /** As it is called in results and queries. */
    String id();

    /**
     * Judges all entries together.
     *
     * @param entries the baseline among them, with a run at least
     */
    Judgement judge(List<EntryRuns> entries, Terms terms);
}
