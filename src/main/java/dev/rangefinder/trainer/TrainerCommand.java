package dev.rangefinder.trainer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How to start this same program as a trainer: with the Java and the class path of this process. */
public final class TrainerCommand {

    private static final String LAUNCHER_OF_THE_JAR = "org.springframework.boot.loader.launch.JarLauncher";
    private static final String MAIN_CLASS = "dev.rangefinder.RangefinderApplication";

    private TrainerCommand() {}

    /**
     * The command line.
     *
     * @param engineDirectory where the native engine is unpacked, once for all trainers
     * @param silenceLimit after how long without a sign of life from its server the trainer halts
     * @param maxHeapMegabytes of its Java heap; native memory comes on top
     */
    public static List<String> of(Path engineDirectory, Duration silenceLimit, long maxHeapMegabytes) {
        String classPath = System.getProperty("java.class.path");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // one slot is one core's worth: the collector must not bring a thread for each core
                "-XX:+UseSerialGC",
                "-Xmx%dm".formatted(maxHeapMegabytes),
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                isPackaged() ? LAUNCHER_OF_THE_JAR : MAIN_CLASS,
                TrainerProgram.COMMAND,
                TrainerProgram.ENGINE_DIRECTORY + engineDirectory,
                TrainerProgram.SILENCE_LIMIT + silenceLimit.toSeconds());
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
