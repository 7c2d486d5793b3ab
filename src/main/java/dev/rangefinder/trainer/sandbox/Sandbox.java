package dev.rangefinder.trainer.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A process that nothing gets out of: it reads the Java runtime, this program, and what is named; it writes to the
 * pipes that it was given and to nothing else, has no network, starts no process and reaches none.
 *
 * <p>All that confines is laid on the calling thread, which then puts another program into the place of the whole
 * process. So each thread of that program is confined from its first instruction on.
 */
public final class Sandbox {

    /** What Java and engines ask the system for: the time zone, the processor, the memory. */
    private static final List<Path> SYSTEM = paths(
            "/etc/ld.so.cache",
            "/etc/localtime",
            "/usr/share/zoneinfo",
            "/proc/cpuinfo",
            "/proc/meminfo",
            "/proc/stat",
            "/proc/driver/nvidia",
            "/sys/devices/system/cpu",
            "/sys/devices/system/node",
            "/sys/fs/cgroup",
            "/sys/kernel/mm/transparent_hugepage",
            "/dev/random",
            "/dev/urandom");

    private static final List<Path> LIBRARIES = paths("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/cuda");

    /** The only programs beside Java: what loads Java's libraries, with glibc and with musl. */
    private static final List<Path> LOADERS = paths(
            "/lib64/ld-linux-x86-64.so.2",
            "/lib/ld-linux-aarch64.so.1",
            "/lib/ld-musl-x86_64.so.1",
            "/lib/ld-musl-aarch64.so.1");

    private static final String DEVICES = "/dev";

    /** The variables that engines and runtimes read; none of the server's own. */
    private static final List<String> ENVIRONMENT = List.of(
            "LANG",
            "LC_",
            "TZ",
            "LD_LIBRARY_PATH",
            "MALLOC_",
            "OMP_",
            "KMP_",
            "MKL_",
            "ONEDNN_",
            "ATEN_",
            "CUDA_",
            "NVIDIA_",
            "PYTORCH_");

    private Sandbox() {}

    /** Asks this machine whether it can, and changes nothing. */
    public static void requirePossible() throws ConfinementException {
        if (!Calls.areKnown()) {
            throw new ConfinementException(
                    "processes are confined on Linux on x86-64 and ARM64 alone, and this is %s on %s"
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        int ignored = Landlock.version();
    }

    /**
     * Makes this process a confined one and runs a program in it.
     *
     * @param readable what it may read beside the Java runtime and its class path
     * @throws ConfinementException if this machine cannot
     */
    public static void run(List<Path> readable, List<String> command) throws ConfinementException, IOException {
        requirePossible();
        FileAccess access = access(readable);
        List<String> environment = System.getenv().entrySet().stream()
                .filter(Sandbox::isKept)
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        Limits.set();
        Privileges.giveUp();
        Landlock.restrict(access);
        SyscallFilter.install();
        Kernel.become(command, environment);
    }

    private static FileAccess access(List<Path> readable) throws IOException {
        List<Path> read = new ArrayList<>(SYSTEM);
        read.addAll(readable);
        read.addAll(ClassPath.files(System.getProperty("java.class.path")));
        Path java = Path.of(System.getProperty("java.home"));
        read.addAll(linkedFrom(java));
        read.addAll(LIBRARIES);
        List<Path> execute = new ArrayList<>(LOADERS);
        execute.add(java);
        return new FileAccess(read, execute, devices());
    }

    /** Debian keeps the settings of its Java runtime elsewhere, and links to them. */
    private static List<Path> linkedFrom(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isSymbolicLink).toList();
        }
    }

    private static List<Path> devices() throws IOException {
        List<Path> devices = new ArrayList<>(paths("/dev/null"));
        try (Stream<Path> files = Files.list(Path.of(DEVICES))) {
            files.filter(file -> file.getFileName().toString().startsWith("nvidia"))
                    .forEach(devices::add);
        }
        return devices;
    }

    private static boolean isKept(Map.Entry<String, String> variable) {
        return ENVIRONMENT.stream().anyMatch(variable.getKey()::startsWith);
    }

    private static List<Path> paths(String... paths) {
        return Arrays.stream(paths).map(Path::of).toList();
    }
}
