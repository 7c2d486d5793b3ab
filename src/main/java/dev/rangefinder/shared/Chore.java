package dev.rangefinder.shared;

/**
 * Something that is tidied up again and again, by whichever server comes to it first. The room that makes the litter
 * says how; the room {@code housekeeping} says when.
 */
public interface Chore {

    /** What is removed, in a few words; servers that share a database take turns by it. */
    String name();

    /**
     * Removes some of it, little enough for one short transaction, which is open.
     *
     * @return how much; as long as it is more than nothing there may be more
     */
    int pass();
}
