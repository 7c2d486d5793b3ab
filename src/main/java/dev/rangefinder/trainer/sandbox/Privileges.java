package dev.rangefinder.trainer.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What the superuser may do more than others: given up, and by no program to be had again. */
final class Privileges {

    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    /**
     * Reading what others own: it goes no further than Landlock, and a server that runs as root may need it for its own
     * files.
     */
    private static final int CAP_DAC_READ_SEARCH = 2;

    private static final int CAP_SETPCAP = 8;
    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    private Privileges() {}

    static void giveUp() throws ConfinementException {
        int prctl = Calls.number("prctl");
        for (int capability = 0; Kernel.call(prctl, PR_CAPBSET_READ, capability) >= 0; capability++) {
            if (capability != CAP_DAC_READ_SEARCH && isDroppable()) {
                Kernel.required("giving up a capability", prctl, PR_CAPBSET_DROP, capability);
            }
        }
        Kernel.call(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        Kernel.required("giving up further privileges", prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        keepOnly();
    }

    /** Only who has this one can shrink the set that programs are bounded by; who has it not has none to lose. */
    private static boolean isDroppable() {
        return (effective() >> CAP_SETPCAP & 1) == 1;
    }

    private static int effective() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sets = arena.allocate(6L * Integer.BYTES, Integer.BYTES);
            return Kernel.call(Calls.number("capget"), header(arena).address(), sets.address()) < 0
                    ? 0
                    : sets.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private static void keepOnly() throws ConfinementException {
        int kept = effective() & 1 << CAP_DAC_READ_SEARCH;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sets = arena.allocate(6L * Integer.BYTES, Integer.BYTES);
            sets.set(ValueLayout.JAVA_INT, 0, kept);
            sets.set(ValueLayout.JAVA_INT, Integer.BYTES, kept);
            Kernel.required(
                    "giving up capabilities",
                    Calls.number("capset"),
                    header(arena).address(),
                    sets.address());
        }
    }

    private static MemorySegment header(Arena arena) {
        MemorySegment header = arena.allocate(2L * Integer.BYTES, Integer.BYTES);
        header.set(ValueLayout.JAVA_INT, 0, LINUX_CAPABILITY_VERSION_3);
        return header;
    }
}
