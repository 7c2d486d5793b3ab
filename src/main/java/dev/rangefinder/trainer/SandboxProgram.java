package dev.rangefinder.trainer;

import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import dev.rangefinder.trainer.sandbox.ConfinementException;
import dev.rangefinder.trainer.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Becomes another program of this service, in a sandbox that holds whatever an uploaded module does. */
public final class SandboxProgram {

    /** The first argument of a program that is to be a sandbox. */
    public static final String COMMAND = "sandbox";

    /** The exit code where nothing confines: nothing was run, and the last line on stderr says why. */
    public static final int UNCONFINED = 4;

    static final String READ = "--read=";
    static final String COMMAND_FOLLOWS = "--";

    private SandboxProgram() {}

    /** The arguments are those of {@link TrainerCommand#confined}; returns never. */
    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "trainer-logback.xml");
        List<String> words = List.of(arguments);
        int end = words.indexOf(COMMAND_FOLLOWS);
        List<Path> readable = words.subList(0, end).stream()
                .filter(word -> word.startsWith(READ))
                .map(word -> Path.of(word.substring(READ.length())))
                .toList();
        try {
            Sandbox.requirePossible();
            Path engine = readable.getFirst();
            List<String> command = words.subList(end + 1, words.size());
            @Nullable TorchLibraries own = TorchLibraries.of(command).orElse(null);
            if (!Engines.areUnpacked(engine, own)) {
                Engines.load(engine, own);
            }
            Sandbox.run(readable, command);
        } catch (ConfinementException | IOException | RuntimeException | LinkageError exception) {
            System.err.println("An uploaded model cannot be confined on this machine: " + exception.getMessage());
        }
        Runtime.getRuntime().halt(UNCONFINED);
    }
}
