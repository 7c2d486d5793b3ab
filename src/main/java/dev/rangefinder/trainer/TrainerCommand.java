package dev.rangefinder.trainer;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How to start this same program as a trainer: with the Java and the class path of this process. */
public final class TrainerCommand {

    /** The PyTorch that comes with this program. */
    public static final String BUNDLED_PYTORCH = Engines.BUNDLED;

    private static final String LAUNCHER_OF_THE_JAR = "org.springframework.boot.loader.launch.JarLauncher";
    private static final String MAIN_CLASS = "dev.rangefinder.RangefinderApplication";

    /** What a module holds lies outside of it. */
    private static final long TRIAL_HEAP_MEGABYTES = 256;

    /**
     * An iteration asks for the same arrays as the one before. glibc would give their memory back in between, and the
     * system would clear it page by page for the next: so nothing is given back. Other arenas than the first are made
     * of heaps of 64 MB that come and go.
     */
    private static final List<String> KEEPING_ITS_MEMORY =
            List.of("MALLOC_ARENA_MAX=1", "MALLOC_MMAP_MAX_=0", "MALLOC_TRIM_THRESHOLD_=1000000000000");

    /** What cuBLAS needs to give the same numbers each time (cuBLAS, "Results Reproducibility"); without a GPU nothing. */
    private static final String REPEATING_ITSELF = "CUBLAS_WORKSPACE_CONFIG=:4096:8";

    private static final List<String> IN_ITS_ENVIRONMENT = Stream.of(
                    Stream.of("/usr/bin/env"), KEEPING_ITS_MEMORY.stream(), Stream.of(REPEATING_ITSELF))
            .flatMap(part -> part)
            .toList();

    /** What confines is gone again when it has done that. */
    private static final long SANDBOX_HEAP_MEGABYTES = 64;

    /** For a program that ends before the optimizing compiler has paid for itself. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1");

    private TrainerCommand() {}

    /**
     * The command line of one of these programs in a sandbox, which is the same process. What a trainer's memory is
     * kept by is set before the sandbox, in which no other program than Java can be run.
     *
     * @param engineDirectory as below
     * @param readable what it may read beside the engine
     * @param command its own
     */
    public static List<String> confined(Path engineDirectory, List<Path> readable, List<String> command) {
        List<String> arguments = new ArrayList<>(List.of(SandboxProgram.COMMAND));
        Stream<Path> own = TorchLibraries.of(command).map(TorchLibraries::folder).stream();
        Stream.of(Stream.of(engineDirectory), readable.stream(), own)
                .flatMap(paths -> paths)
                .forEach(path -> arguments.add(SandboxProgram.READ + path.toAbsolutePath()));
        arguments.add(SandboxProgram.COMMAND_FOLLOWS);
        boolean isTrainer = command.subList(0, 1).equals(IN_ITS_ENVIRONMENT.subList(0, 1));
        arguments.addAll(isTrainer ? command.subList(IN_ITS_ENVIRONMENT.size(), command.size()) : command);
        List<String> confined = new ArrayList<>(IN_ITS_ENVIRONMENT);
        confined.addAll(command(SANDBOX_HEAP_MEGABYTES, SHORT_LIVED, arguments.toArray(String[]::new)));
        return confined;
    }

    /**
     * The command line.
     *
     * @param engineDirectory where the native engine is unpacked, once for all trainers
     * @param silenceLimit after how long without a sign of life from its server the trainer halts
     * @param maxHeapMegabytes of its Java heap; native memory comes on top
     */
    public static List<String> of(Path engineDirectory, Duration silenceLimit, long maxHeapMegabytes) {
        return of(engineDirectory, silenceLimit, maxHeapMegabytes, null);
    }

    /**
     * Likewise, with an engine of the user's.
     *
     * @param own its libraries; null for the engine that comes with this program
     */
    public static List<String> of(
            Path engineDirectory, Duration silenceLimit, long maxHeapMegabytes, @Nullable TorchLibraries own) {
        List<String> arguments = new ArrayList<>(List.of(
                TrainerProgram.COMMAND,
                TrainerProgram.ENGINE_DIRECTORY + engineDirectory,
                TrainerProgram.SILENCE_LIMIT + silenceLimit.toSeconds()));
        if (own != null) {
            arguments.addAll(own.arguments());
        }
        List<String> command = new ArrayList<>(IN_ITS_ENVIRONMENT);
        command.addAll(command(maxHeapMegabytes, List.of(), arguments.toArray(String[]::new)));
        return command;
    }

    /**
     * The command line of the trial of an engine.
     *
     * @param engineDirectory as above
     * @param device in the words of an order
     * @param own its libraries; null for the engine that comes with this program
     */
    public static List<String> engineTrial(Path engineDirectory, String device, @Nullable TorchLibraries own) {
        List<String> arguments =
                new ArrayList<>(List.of(EngineTrialProgram.COMMAND, engineDirectory.toString(), device));
        if (own != null) {
            arguments.addAll(own.arguments());
        }
        return command(TRIAL_HEAP_MEGABYTES, SHORT_LIVED, arguments.toArray(String[]::new));
    }

    /**
     * The command line of a trial.
     *
     * @param engineDirectory as above
     * @param module the file to be tried
     * @param input the shape of one sample
     */
    public static List<String> trial(Path engineDirectory, Path module, Shape input, Reads reads, int classes) {
        return command(
                TRIAL_HEAP_MEGABYTES,
                SHORT_LIVED,
                TrialProgram.COMMAND,
                engineDirectory.toString(),
                module.toString(),
                Integer.toString(input.height()),
                Integer.toString(input.width()),
                Integer.toString(input.channels()),
                reads.name(),
                Integer.toString(classes));
    }

    private static List<String> command(long maxHeapMegabytes, List<String> more, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // one slot is one core's worth: the collector must not bring a thread for each core
                "-XX:+UseSerialGC",
                "-Xmx%dm".formatted(maxHeapMegabytes),
                // batches lie outside of the heap; what bounds them is the lane's max-memory, and not the heap's size
                "-XX:MaxDirectMemorySize=64g",
                "-XX:-UsePerfData", // a file of its own below the directory for temporary ones
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(more);
        command.add(isPackaged() ? LAUNCHER_OF_THE_JAR : MAIN_CLASS);
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
