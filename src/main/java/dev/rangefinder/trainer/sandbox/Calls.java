package dev.rangefinder.trainer.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The numbers of system calls, which each architecture has its own of. */
final class Calls {

    private static final String REFUSED = "/sandbox/refused-calls.txt";
    private static final String NONE = "-";

    /** On x86-64, on ARM64. */
    private static final Map<String, int[]> NUMBERS = Map.ofEntries(
            Map.entry("openat", new int[] {257, 56}),
            Map.entry("close", new int[] {3, 57}),
            Map.entry("prctl", new int[] {157, 167}),
            Map.entry("capget", new int[] {125, 90}),
            Map.entry("capset", new int[] {126, 91}),
            Map.entry("seccomp", new int[] {317, 277}),
            Map.entry("clone", new int[] {56, 220}),
            Map.entry("clone3", new int[] {435, 435}),
            Map.entry("kill", new int[] {62, 129}),
            Map.entry("tgkill", new int[] {234, 131}),
            Map.entry("rt_sigqueueinfo", new int[] {129, 138}),
            Map.entry("rt_tgsigqueueinfo", new int[] {297, 240}),
            Map.entry("prlimit64", new int[] {302, 261}),
            Map.entry("fcntl", new int[] {72, 25}),
            Map.entry("mmap", new int[] {9, 222}));

    private Calls() {}

    /** Which column of the table is this machine's. */
    private static int column() {
        return isX86() ? 0 : 1;
    }

    static boolean isX86() {
        return System.getProperty("os.arch").equals("amd64");
    }

    /** Whether the table knows this machine. */
    static boolean areKnown() {
        return System.getProperty("os.name").equals("Linux")
                && (isX86() || System.getProperty("os.arch").equals("aarch64"));
    }

    static int number(String name) {
        return Objects.requireNonNull(NUMBERS.get(name), name)[column()];
    }

    /** Those that are refused whatever their arguments are. */
    static List<Integer> refused() {
        try (InputStream stream = Objects.requireNonNull(Calls.class.getResourceAsStream(REFUSED), REFUSED);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1)[column() + 1])
                    .filter(number -> !number.equals(NONE))
                    .map(Integer::valueOf)
                    .toList();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
