package dev.rangefinder.trainer.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Limits that no confined program needs more of; that on memory is set by the launcher, and that on time by the server.
 */
final class Limits {

    private static final int FILE_SIZE = 1;
    private static final int CORE_DUMP = 4;
    private static final int OPEN_FILES = 7;

    /** The libraries and jars of a trainer are some two hundred. */
    private static final long MOST_OPEN_FILES = 1024;

    private Limits() {}

    static void set() throws ConfinementException {
        set(FILE_SIZE, 0);
        set(CORE_DUMP, 0);
        set(OPEN_FILES, MOST_OPEN_FILES);
    }

    private static void set(int resource, long most) throws ConfinementException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(2L * Long.BYTES, Long.BYTES);
            limit.set(ValueLayout.JAVA_LONG, 0, most);
            limit.set(ValueLayout.JAVA_LONG, Long.BYTES, most);
            Kernel.required("setting a limit", Calls.number("prlimit64"), 0, resource, limit.address(), 0);
        }
    }
}
