package dev.rangefinder.trainer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * What the process was given as its stdout, under a descriptor of its own that nothing else writes to. What else is
 * printed in this process, by Java or by native code, goes to stderr from then on.
 */
final class ProtocolOutput extends OutputStream {

    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private static final MethodHandle DUP = function("dup", JAVA_INT, JAVA_INT);
    private static final MethodHandle DUP2 = function("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE = function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

    private final int descriptor;

    private ProtocolOutput(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes stdout over; what was printed before ends with its line. Call it once, before anything native is loaded.
     */
    static PrintStream takeStdout() {
        System.out.flush();
        ProtocolOutput output = new ProtocolOutput((int) required(DUP, STDOUT));
        required(DUP2, STDERR, STDOUT);
        System.setOut(System.err);
        PrintStream stream = new PrintStream(new BufferedOutputStream(output), false, StandardCharsets.UTF_8);
        stream.println();
        return stream;
    }

    private static long required(MethodHandle function, Object... arguments) {
        long result = call(function, arguments);
        if (result < 0) {
            throw new IllegalStateException("stdout cannot be taken over");
        }
        return result;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(Math.max(1, length));
            MemorySegment.copy(MemorySegment.ofArray(bytes), offset, text, 0, length);
            for (long written = 0; written < length; ) {
                long more = call(WRITE, descriptor, text.asSlice(written), length - written);
                if (more < 0) {
                    throw new IOException("nobody reads what was stdout any more");
                }
                written += more;
            }
        }
    }

    @SuppressWarnings("restricted") // the trainer's command line allows native access
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /** What the function gives; less than 0 is its way to fail. */
    private static long call(MethodHandle function, Object... arguments) {
        try {
            return ((Number) function.invokeWithArguments(arguments)).longValue();
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
