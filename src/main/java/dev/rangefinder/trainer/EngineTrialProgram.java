package dev.rangefinder.trainer;

import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Reason;
import dev.rangefinder.trainer.djl.trial.EngineTrial;
import dev.rangefinder.trainer.protocol.EngineAnswer;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Tries out an engine, says on stdout what it is at, so that a crash is told by the last line, and ends. */
public final class EngineTrialProgram {

    /** The first argument of a program that is to be such a trial. */
    public static final String COMMAND = "engine-trial";

    private EngineTrialProgram() {}

    /** The arguments are those of {@link TrainerCommand#engineTrial}. */
    public static void main(String[] arguments) {
        PrintStream protocol = ProtocolOutput.takeStdout();
        System.setProperty("logback.configurationFile", "trainer-logback.xml");
        String[] at = {"loading"};
        try {
            say(protocol, new EngineAnswer.Trying(at[0]));
            Engines.load(
                    Path.of(arguments[0]), TorchLibraries.of(List.of(arguments)).orElse(null));
            EngineTrial.run(arguments[1], what -> {
                at[0] = what;
                say(protocol, new EngineAnswer.Trying(what));
            });
            say(protocol, new EngineAnswer.Works(Engines.version()));
        } catch (IOException | RuntimeException | LinkageError exception) {
            say(protocol, new EngineAnswer.Fails(at[0], Reason.of(exception)));
        }
        // halt, not exit: native threads have been seen to crash while a JVM takes itself down in order
        Runtime.getRuntime().halt(0);
    }

    private static void say(PrintStream protocol, EngineAnswer answer) {
        protocol.println(ProtocolLines.write(answer));
        protocol.flush();
    }
}
