package dev.rangefinder.trainer;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.script.ScriptTrial;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TrialAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** Tries one uploaded module out, says on stdout whether it can be trained, and ends. */
public final class TrialProgram {

    /** The first argument of a program that is to be a trial. */
    public static final String COMMAND = "trial";

    /** The exit code when the module was never looked at: that is not its fault. */
    public static final int CANNOT = 2;

    private TrialProgram() {}

    /** The arguments are those of {@link TrainerCommand#trial}; ends with 0 when there is an answer. */
    public static void main(String[] arguments) {
        PrintStream protocol = ProtocolOutput.takeStdout();
        System.setProperty("logback.configurationFile", "trainer-logback.xml");
        Thread.ofPlatform().daemon().name("server-watch").start(TrialProgram::endWithServer);
        int exitCode = 0;
        try {
            Engines.load(Path.of(arguments[0]));
            TrialAnswer answer = ScriptTrial.of(
                    Path.of(arguments[1]),
                    new Shape(number(arguments[2]), number(arguments[3]), number(arguments[4])),
                    Reads.valueOf(arguments[5]),
                    number(arguments[6]));
            protocol.println(ProtocolLines.write(answer));
            protocol.flush();
        } catch (IOException | RuntimeException | LinkageError exception) {
            exception.printStackTrace();
            exitCode = CANNOT;
        }
        // halt, not exit: native threads have been seen to crash while a JVM takes itself down in order
        Runtime.getRuntime().halt(exitCode);
    }

    /** A server that dies closes its end of stdin. */
    private static void endWithServer() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            System.err.println("The server cannot be heard: " + closed.getMessage());
        }
        Runtime.getRuntime().halt(CANNOT);
    }

    private static int number(String argument) {
        return Integer.parseInt(argument);
    }
}
