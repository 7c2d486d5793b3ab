package dev.rangefinder.trainer.sandbox;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a process can ask of the kernel, by a <a
 * href="https://docs.kernel.org/userspace-api/seccomp_filter.html">seccomp filter</a>: no sockets, no other processes,
 * no attributes of files, nothing of the system's. Threads it may have, and signals to itself.
 */
final class SyscallFilter {

    private static final int SECCOMP_SET_MODE_FILTER = 1;

    /** Instructions of the kernel's classic BPF. */
    private static final short LOAD = 0x20;

    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short JUMP_IF_AT_LEAST = 0x35;
    private static final short AND = 0x54;
    private static final short RETURN = 0x06;

    /** Where the filter finds what it looks at: the call's number, the architecture, the low half of an argument. */
    private static final int NUMBER = 0;

    private static final int ARCHITECTURE = 4;

    private static final int ALLOW = 0x7fff0000;
    private static final int KILL = 0x80000000;
    private static final int REFUSE = 0x00050000;

    /** "Operation not permitted", and "no such call", after which the C library takes the older one. */
    private static final int NOT_PERMITTED = REFUSE | 1;

    private static final int NO_SUCH_CALL = REFUSE | 38;

    private static final int X86_64 = 0xC000003E;
    private static final int ARM64 = 0xC00000B7;

    /**
     * {@code statmount}, of 2024: it and all that came after, and will come, is as if the kernel had not got it. The
     * numbers are the same on both architectures.
     */
    private static final int NEWER_THAN_KNOWN = 457;

    /** Calls of the x32 interface have this bit, and would go past the numbers. */
    private static final int X32 = 0x40000000;

    private static final int CLONE_THREAD = 0x10000;

    /** Memory that is shared and no file's: no limit of the process counts it. */
    private static final int SHARED_AND_ANONYMOUS = 0x21;

    /**
     * {@code F_SETOWN}, {@code F_SETSIG}, {@code F_SETOWN_EX}: signals to others by way of a pipe; {@code F_SETLEASE}:
     * making writers wait.
     */
    private static final int[] COMMANDS_THAT_REACH_OTHERS = {8, 10, 15, 1024};

    private static final int INSTRUCTION_BYTES = 8;

    private final ByteArrayOutputStream program = new ByteArrayOutputStream();

    private SyscallFilter() {}

    /** From now on this thread, and what it becomes, keeps to it. */
    static void install() throws ConfinementException {
        byte[] instructions = program((int) ProcessHandle.current().pid());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(instructions.length, Long.BYTES);
            MemorySegment.copy(instructions, 0, code, ValueLayout.JAVA_BYTE, 0, instructions.length);
            MemorySegment filter = arena.allocate(2L * Long.BYTES, Long.BYTES);
            filter.set(ValueLayout.JAVA_SHORT, 0, (short) (instructions.length / INSTRUCTION_BYTES));
            filter.set(ValueLayout.ADDRESS, Long.BYTES, code);
            Kernel.required("seccomp", Calls.number("seccomp"), SECCOMP_SET_MODE_FILTER, 0, filter.address());
        }
    }

    /** The filter of the process with this number, which stays the same when another program takes its place. */
    private static byte[] program(int process) {
        SyscallFilter filter = new SyscallFilter();
        filter.add(LOAD, 0, 0, ARCHITECTURE);
        filter.add(JUMP_IF_EQUAL, 1, 0, Calls.isX86() ? X86_64 : ARM64);
        filter.add(RETURN, 0, 0, KILL);
        filter.add(LOAD, 0, 0, NUMBER);
        if (Calls.isX86()) {
            filter.add(JUMP_IF_AT_LEAST, 0, 1, X32);
            filter.add(RETURN, 0, 0, NOT_PERMITTED);
        }
        filter.add(JUMP_IF_AT_LEAST, 0, 1, NEWER_THAN_KNOWN);
        filter.add(RETURN, 0, 0, NO_SUCH_CALL);
        Calls.refused().forEach(number -> filter.refuse(number, NOT_PERMITTED));
        filter.refuse(Calls.number("clone3"), NO_SUCH_CALL);
        filter.refuseUnlessBits("clone", 0, CLONE_THREAD);
        for (String signal : new String[] {"kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"}) {
            filter.refuseUnless(signal, 0, process, process);
        }
        filter.refuseUnless("prlimit64", 0, 0, process);
        for (int command : COMMANDS_THAT_REACH_OTHERS) {
            filter.refuseIf("fcntl", 1, command);
        }
        filter.refuseIfBits("mmap", 3, SHARED_AND_ANONYMOUS);
        filter.add(RETURN, 0, 0, ALLOW);
        return filter.program.toByteArray();
    }

    private void refuse(int number, int answer) {
        add(JUMP_IF_EQUAL, 0, 1, number);
        add(RETURN, 0, 0, answer);
    }

    /** Unless the argument is one of two. */
    private void refuseUnless(String call, int argument, int one, int other) {
        add(JUMP_IF_EQUAL, 0, 5, Calls.number(call));
        add(LOAD, 0, 0, argument(argument));
        add(JUMP_IF_EQUAL, 2, 0, one);
        add(JUMP_IF_EQUAL, 1, 0, other);
        add(RETURN, 0, 0, NOT_PERMITTED);
        add(LOAD, 0, 0, NUMBER);
    }

    private void refuseIf(String call, int argument, int value) {
        add(JUMP_IF_EQUAL, 0, 4, Calls.number(call));
        add(LOAD, 0, 0, argument(argument));
        add(JUMP_IF_EQUAL, 0, 1, value);
        add(RETURN, 0, 0, NOT_PERMITTED);
        add(LOAD, 0, 0, NUMBER);
    }

    private void refuseIfBits(String call, int argument, int bits) {
        add(JUMP_IF_EQUAL, 0, 5, Calls.number(call));
        add(LOAD, 0, 0, argument(argument));
        add(AND, 0, 0, bits);
        add(JUMP_IF_EQUAL, 0, 1, bits);
        add(RETURN, 0, 0, NOT_PERMITTED);
        add(LOAD, 0, 0, NUMBER);
    }

    private void refuseUnlessBits(String call, int argument, int bits) {
        add(JUMP_IF_EQUAL, 0, 5, Calls.number(call));
        add(LOAD, 0, 0, argument(argument));
        add(AND, 0, 0, bits);
        add(JUMP_IF_EQUAL, 1, 0, bits);
        add(RETURN, 0, 0, NOT_PERMITTED);
        add(LOAD, 0, 0, NUMBER);
    }

    /** The low half: both architectures are little-endian, and what is looked at here has 32 bits. */
    private static int argument(int index) {
        return 2 * Long.BYTES + index * Long.BYTES;
    }

    /**
     * Adds an instruction.
     *
     * @param whereTrue how many instructions to jump over
     */
    private void add(short code, int whereTrue, int whereFalse, int value) {
        program.writeBytes(ByteBuffer.allocate(INSTRUCTION_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(code)
                .put((byte) whereTrue)
                .put((byte) whereFalse)
                .putInt(value)
                .array());
    }
}
