package dev.rangefinder.testing;

import dev.rangefinder.trainer.TrainerProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The trainers of a server, found from outside. */
public final class Trainers {

    private Trainers() {}

    /** Also those that are confined; the tests' JVM has servers and trials among its children, too. */
    public static List<ProcessHandle> of(ProcessHandle server) {
        return server.children().filter(Trainers::isTrainer).toList();
    }

    /** By its command line, which is too long for what a {@link ProcessHandle} tells. */
    private static boolean isTrainer(ProcessHandle process) {
        try {
            String commandLine = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(commandLine.split("\0")).contains(TrainerProgram.COMMAND);
        } catch (IOException gone) {
            return false;
        }
    }
}
