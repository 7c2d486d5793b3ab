package dev.rangefinder.trainer;

import dev.rangefinder.model.spec.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How to start this same program as a trainer: with the Java and the class path of this process. */
public final class TrainerCommand {

    private static final String LAUNCHER_OF_THE_JAR = "org.springframework.boot.loader.launch.JarLauncher";
    private static final String MAIN_CLASS = "dev.rangefinder.RangefinderApplication";

    /** What a module holds lies outside of it. */
    private static final long TRIAL_HEAP_MEGABYTES = 256;

    /**
     * An iteration asks for the same arrays as the one before. glibc would give their memory back in between, and the system would clear
     * it page by page for the next: so nothing is given back. Other arenas than the first are made of heaps of 64 MB that come and go.
     */
    private static final List<String> KEEPING_ITS_MEMORY =
            List.of("/usr/bin/env", "MALLOC_ARENA_MAX=1", "MALLOC_MMAP_MAX_=0", "MALLOC_TRIM_THRESHOLD_=1000000000000");

    private TrainerCommand() {}

    /**
     * The command line.
     *
     * @param engineDirectory where the native engine is unpacked, once for all trainers
     * @param silenceLimit after how long without a sign of life from its server the trainer halts
     * @param maxHeapMegabytes of its Java heap; native memory comes on top
     */
    public static List<String> of(Path engineDirectory, Duration silenceLimit, long maxHeapMegabytes) {
        List<String> command = new ArrayList<>(KEEPING_ITS_MEMORY);
        command.addAll(command(
                maxHeapMegabytes,
                TrainerProgram.COMMAND,
                TrainerProgram.ENGINE_DIRECTORY + engineDirectory,
                TrainerProgram.SILENCE_LIMIT + silenceLimit.toSeconds()));
        return command;
    }

    /**
     * The command line of a trial.
     *
     * @param engineDirectory as above
     * @param module the file to be tried
     * @param input the shape of one sample
     */
    public static List<String> trial(Path engineDirectory, Path module, Shape input, int classes) {
        return command(
                TRIAL_HEAP_MEGABYTES,
                TrialProgram.COMMAND,
                engineDirectory.toString(),
                module.toString(),
                Integer.toString(input.height()),
                Integer.toString(input.width()),
                Integer.toString(input.channels()),
                Integer.toString(classes));
    }

    private static List<String> command(long maxHeapMegabytes, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // one slot is one core's worth: the collector must not bring a thread for each core
                "-XX:+UseSerialGC",
                "-Xmx%dm".formatted(maxHeapMegabytes),
                // batches lie outside of the heap; what bounds them is the lane's max-memory, and not the heap's size
                "-XX:MaxDirectMemorySize=64g",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                isPackaged() ? LAUNCHER_OF_THE_JAR : MAIN_CLASS));
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isPackaged() {
        return TrainerCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()
                .contains("BOOT-INF");
    }
}
