package dev.rangefinder.trainer.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * The system calls that the JDK has no methods for. Each acts on the calling thread, and on what that starts or
 * becomes.
 */
final class Kernel {

    /** A system call has up to six arguments; those that it has not are 0. */
    private static final int ARGUMENTS = 6;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR = STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SYSCALL = function(
            "syscall",
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle EXECVE =
            function("execve", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));

    private Kernel() {}

    /** Calls it; what is negative is the number of an error, with its sign turned. */
    static long call(long number, long... arguments) {
        Object[] all = new Object[ARGUMENTS + 1];
        all[0] = number;
        for (int i = 0; i < ARGUMENTS; i++) {
            all[i + 1] = i < arguments.length ? arguments[i] : 0L;
        }
        return invoke(SYSCALL, all);
    }

    /** Calls it, and is done only if that succeeds. */
    static long required(String purpose, long number, long... arguments) throws ConfinementException {
        long result = call(number, arguments);
        if (result < 0) {
            throw new ConfinementException("%s fails with error %d".formatted(purpose, -result));
        }
        return result;
    }

    /**
     * Puts a program into this process's place, which keeps the number, the open pipes and whatever confines this
     * thread.
     */
    static void become(List<String> command, List<String> environment) throws ConfinementException {
        try (Arena arena = Arena.ofConfined()) {
            long result = invoke(
                    EXECVE,
                    arena.allocateFrom(command.getFirst()),
                    strings(arena, command),
                    strings(arena, environment));
            throw new ConfinementException("%s cannot be run: error %d".formatted(command.getFirst(), -result));
        }
    }

    private static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        return array;
    }

    private static long invoke(MethodHandle function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            Object[] all = new Object[arguments.length + 1];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            long result = ((Number) function.invokeWithArguments(all)).longValue();
            return result == -1 ? -(int) ERROR.get(state, 0L) : result;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @SuppressWarnings("restricted") // the command line of a trainer allows native access
    private static MethodHandle function(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), signature, Linker.Option.captureCallState("errno"));
    }
}
