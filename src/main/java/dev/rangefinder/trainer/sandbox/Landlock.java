package dev.rangefinder.trainer.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that a process can open, by <a href="https://docs.kernel.org/userspace-api/landlock.html">Landlock</a>:
 * those that are named, and what lies below them. Names and links do not matter, since the kernel looks at the file
 * that was found; nor does it matter who the user is.
 */
final class Landlock {

    private static final int CREATE_RULESET = 444;
    private static final int ADD_RULE = 445;
    private static final int RESTRICT_SELF = 446;

    private static final long VERSION = 1;
    private static final int PATH_BENEATH = 1;
    private static final int RULE_BYTES = 12;
    private static final int RULESET_BYTES = 24;

    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIRECTORY = 1 << 3;
    private static final long COMMAND_DEVICE = 1 << 15;

    /** All rights that a version knows: thirteen, then linking elsewhere, truncating, and commands to devices. */
    private static final List<Long> FILE_RIGHTS = List.of(0x1FFFL, 0x3FFFL, 0x7FFFL, 0x7FFFL, 0xFFFFL);

    /** TCP, since version 4. Sockets of any other kind are refused by {@link SyscallFilter}. */
    private static final int NETWORK_SINCE = 4;

    private static final long BIND_AND_CONNECT = 3;

    /** Abstract sockets and signals of processes that are not confined likewise, since version 6. */
    private static final int SCOPES_SINCE = 6;

    private static final long SOCKETS_AND_SIGNALS = 3;

    private static final int OPEN_AT = -100;
    private static final long PATH_ONLY_AND_CLOSED_AT_EXEC = 0x280000;

    private Landlock() {}

    /** Which version this kernel has. */
    static int version() throws ConfinementException {
        long version = Kernel.call(CREATE_RULESET, 0, 0, VERSION);
        if (version < 1) {
            throw new ConfinementException(
                    "the kernel has no Landlock (Linux 5.13 or newer, switched on, and allowed by the container): error %d"
                            .formatted(-version));
        }
        return (int) version;
    }

    /** From now on this thread, and what it becomes, can open nothing else. */
    static void restrict(FileAccess access) throws ConfinementException {
        int version = version();
        long all = FILE_RIGHTS.get(Math.min(version, FILE_RIGHTS.size()) - 1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(RULESET_BYTES);
            attributes.set(JAVA_LONG_UNALIGNED, 0, all);
            attributes.set(JAVA_LONG_UNALIGNED, 8, version >= NETWORK_SINCE ? BIND_AND_CONNECT : 0);
            attributes.set(JAVA_LONG_UNALIGNED, 16, version >= SCOPES_SINCE ? SOCKETS_AND_SIGNALS : 0);
            int bytes = version >= SCOPES_SINCE ? RULESET_BYTES : version >= NETWORK_SINCE ? 16 : 8;
            long rules = Kernel.required("landlock_create_ruleset", CREATE_RULESET, attributes.address(), bytes, 0);
            for (Path path : access.read()) {
                allow(arena, rules, path, READ_FILE | (Files.isDirectory(path) ? READ_DIRECTORY : 0));
            }
            for (Path path : access.execute()) {
                allow(arena, rules, path, EXECUTE | READ_FILE | (Files.isDirectory(path) ? READ_DIRECTORY : 0));
            }
            for (Path path : access.devices()) {
                allow(arena, rules, path, all & (READ_FILE | WRITE_FILE | COMMAND_DEVICE));
            }
            Kernel.required("landlock_restrict_self", RESTRICT_SELF, rules, 0);
        }
    }

    /** A file that is not there needs no rule. */
    private static void allow(Arena arena, long rules, Path path, long rights) throws ConfinementException {
        if (!Files.exists(path)) {
            return;
        }
        long file = Kernel.required(
                "opening " + path,
                Calls.number("openat"),
                OPEN_AT,
                arena.allocateFrom(path.toString()).address(),
                PATH_ONLY_AND_CLOSED_AT_EXEC,
                0);
        MemorySegment rule = arena.allocate(RULE_BYTES);
        rule.set(JAVA_LONG_UNALIGNED, 0, rights);
        rule.set(JAVA_INT_UNALIGNED, 8, (int) file);
        Kernel.required("landlock_add_rule for " + path, ADD_RULE, rules, PATH_BENEATH, rule.address(), 0);
        Kernel.required("close", Calls.number("close"), file);
    }
}
