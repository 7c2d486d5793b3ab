package dev.rangefinder.trainer.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A program that tries to get out, by Java and by bare system calls, in its first thread and in another, and says of
 * each way whether it could. Outside of a sandbox it does each of them.
 */
final class Escapes {

    private static final int SIGCHLD = 17;
    private static final int SIGCONT = 18;
    private static final int PTRACE_SEIZE = 0x4206;
    private static final int CLONE_NEWUSER = 0x10000000;
    private static final int PAGE = 4096;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int UFFD_USER_MODE_ONLY = 1;
    private static final int SESSION_KEYRING = -3;
    private static final int WHO_PROCESS = 1;

    /** The usual priority of reading and writing. */
    private static final int BEST_EFFORT = 2 << 13 | 4;

    /** Whether a signal could be sent, and none of it. */
    private static final int NO_SIGNAL = 0;

    private static final int ALL_PROCESSES = -1;

    /** More than the launcher allows below. */
    private static final long MUCH = 1L << 30;

    private final Path inside;
    private final Path secret;
    private final long server;
    private final int port;
    private final boolean isConfined;

    private Escapes(Path inside, Path secret, long server, int port, boolean isConfined) {
        this.inside = inside;
        this.secret = secret;
        this.server = server;
        this.port = port;
        this.isConfined = isConfined;
    }

    /**
     * The arguments: a directory that may be read, a file that may not, the process that started this one, a port of
     * its, whether there is a sandbox.
     */
    public static void main(String[] arguments) throws InterruptedException {
        Escapes escapes = new Escapes(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                Long.parseLong(arguments[2]),
                Integer.parseInt(arguments[3]),
                Boolean.parseBoolean(arguments[4]));
        escapes.tryAll("");
        Thread other = new Thread(() -> escapes.tryAll(" in a thread"));
        other.start();
        other.join();
        Runtime.getRuntime().halt(0);
    }

    private void tryAll(String where) {
        ways().forEach((name, way) -> {
            String outcome;
            try {
                outcome = Boolean.FALSE.equals(way.call()) ? "refused" : "done";
            } catch (Exception | LinkageError refused) {
                outcome = "refused";
            }
            System.out.println(name + where + ": " + outcome);
        });
    }

    private Map<String, Callable<Object>> ways() {
        Map<String, Callable<Object>> ways = new LinkedHashMap<>();
        ways.put("what it may: read inside", () -> Files.readString(inside.resolve("given")));
        ways.put("what it may: start a thread", this::startAThread);
        ways.put("read", () -> Files.readString(secret));
        ways.put("read a list", () -> Files.list(secret.getParent()).toList());
        ways.put("read by a link", () -> Files.readString(inside.resolve("link")));
        ways.put("read by a name", () -> Files.readString(inside.resolve("../outside/secret")));
        ways.put("read the users", () -> Files.readString(Path.of("/etc/passwd")));
        ways.put("read the server's variables", () -> Files.readString(process("environ")));
        ways.put("read the server's command", () -> Files.readString(process("cmdline")));
        ways.put("write inside", () -> Files.writeString(inside.resolve("new"), "x"));
        ways.put("write over", () -> Files.writeString(inside.resolve("given"), "given"));
        ways.put("write outside", () -> Files.writeString(secret.resolveSibling("new"), "x"));
        ways.put("write to memory's disk", () -> Files.createTempFile(Path.of("/dev/shm"), "escape", null));
        ways.put("fill the disk", this::fillTheDisk);
        ways.put("link", () -> Files.createLink(inside.resolve("hard"), secret));
        ways.put(
                "change permissions",
                () -> Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-")));
        ways.put("change times", () -> Files.setLastModifiedTime(secret, Files.getLastModifiedTime(secret)));
        ways.put("connect", () -> new Socket(InetAddress.getLoopbackAddress(), port).isConnected());
        ways.put("send a datagram", this::sendADatagram);
        ways.put(
                "start a program", () -> new ProcessBuilder("/bin/true").start().waitFor());
        ways.put("signal", () -> call(Calls.number("kill"), server, SIGCONT));
        ways.put("signal to all", () -> call(Calls.number("kill"), ALL_PROCESSES, NO_SIGNAL));
        ways.put("signal by a thread", () -> call(Calls.number("tgkill"), server, server, SIGCONT));
        ways.put("trace", () -> call(Calls.isX86() ? 101 : 117, PTRACE_SEIZE, server));
        ways.put("limit the server", () -> call(Calls.number("prlimit64"), server, 4));
        ways.put("new namespaces", () -> call(Calls.isX86() ? 272 : 97, CLONE_NEWUSER));
        ways.put("memory as a file", this::memoryAsAFile);
        ways.put("shared memory", () -> call(Calls.isX86() ? 29 : 194, 0, PAGE, 0600));
        ways.put("others' shared memory", this::lookAtSharedMemory);
        ways.put("memory that no limit counts", () -> call(Calls.number("mmap"), 0, PAGE, 3, 0x21, -1));
        ways.put("more memory than its launcher allows", () -> call(Calls.number("mmap"), 0, MUCH, 3, 0x22, -1));
        ways.put("a ring of calls", this::aRingOfCalls);
        ways.put(
                "its own memory as a file",
                () -> Files.newByteChannel(Path.of("/proc/self/mem")).isOpen());
        ways.put("a socket by a name that is no file's", () -> call(Calls.isX86() ? 41 : 198, AF_UNIX, SOCK_STREAM, 0));
        ways.put("page faults of its own", () -> call(Calls.isX86() ? 323 : 282, UFFD_USER_MODE_ONLY));
        ways.put("the kernel's keys", () -> call(Calls.isX86() ? 250 : 219, 0, SESSION_KEYRING, 1));
        ways.put("a handle of the server", () -> call(434, server, 0));
        ways.put("watch files", () -> call(Calls.isX86() ? 294 : 26, 0));
        ways.put(
                "change the server's priority", () -> call(Calls.isX86() ? 251 : 30, WHO_PROCESS, server, BEST_EFFORT));
        ways.put("rename", () -> Files.move(secret, secret.resolveSibling("renamed")));
        if (isConfined) {
            ways.put("fork", this::fork);
            ways.put("list what is mounted", this::listMounts);
        }
        return ways;
    }

    private Path process(String file) {
        return Path.of("/proc", Long.toString(server), file);
    }

    /** Not to be tried where it succeeds: the child has one thread of a runtime that needs several. */
    private Object fork() {
        long child = Kernel.call(Calls.number("clone"), SIGCHLD);
        if (child == 0) {
            Kernel.call(Calls.isX86() ? 231 : 94);
        }
        return child > 0;
    }

    private Object startAThread() throws InterruptedException {
        Thread thread = new Thread(() -> {});
        thread.start();
        thread.join();
        return true;
    }

    /** Not much of it: a block is refused, or none is. */
    private Object fillTheDisk() throws IOException {
        Path file = Path.of(
                System.getProperty("java.io.tmpdir"),
                "escape-" + ProcessHandle.current().pid());
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            return channel.write(ByteBuffer.allocate(PAGE));
        }
    }

    private Object sendADatagram() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket("x".getBytes(UTF_8), 1, InetAddress.getLoopbackAddress(), port));
            return true;
        }
    }

    private Object memoryAsAFile() {
        try (Arena arena = Arena.ofConfined()) {
            return call(Calls.isX86() ? 319 : 279, arena.allocateFrom("x").address());
        }
    }

    /** {@code IPC_INFO}, of which every process may ask. */
    private Object lookAtSharedMemory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(128, Long.BYTES);
            return call(Calls.isX86() ? 31 : 195, 0, 3, limits.address());
        }
    }

    private Object aRingOfCalls() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = arena.allocate(120, Long.BYTES);
            return call(425, 1, parameters.address());
        }
    }

    /** A call of 2024: older kernels, which have it not, refuse it outside of the sandbox, too. */
    private Object listMounts() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(24, Long.BYTES);
            request.set(ValueLayout.JAVA_INT, 0, 24);
            request.set(ValueLayout.JAVA_LONG, Long.BYTES, -1L);
            MemorySegment mounts = arena.allocate(Long.BYTES, Long.BYTES);
            return call(458, request.address(), mounts.address(), 1, 0);
        }
    }

    private static boolean call(long number, long... arguments) {
        return Kernel.call(number, arguments) >= 0;
    }

    /** Its lines, by the way and where it was tried. */
    static Map<String, String> outcomes(String output) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>(output.lines().toList());
        for (String line : lines) {
            int end = line.lastIndexOf(": ");
            if (end > 0) {
                outcomes.put(line.substring(0, end), line.substring(end + 2));
            }
        }
        return outcomes;
    }
}
