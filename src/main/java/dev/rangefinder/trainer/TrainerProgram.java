package dev.rangefinder.trainer;

import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.shared.Json;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.djl.DjlLearner;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.OutOfMemory;
import dev.rangefinder.trainer.djl.engine.Reason;
import dev.rangefinder.trainer.loop.TrainingLoop;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The trainer: a process that carries out one order. It reads the order and its server's signs of life on stdin, and
 * writes protocol lines to what was its stdout; everything else that is printed goes to stderr.
 */
public final class TrainerProgram {

    /** The first argument of a program that is to be a trainer. */
    public static final String COMMAND = "trainer";

    static final String ENGINE_DIRECTORY = "--engine-directory=";
    static final String SILENCE_LIMIT = "--silence-limit-seconds=";

    private TrainerProgram() {}

    /** Carries out one order and ends the process: 0 when it was said how the training ended, 1 when it cannot be. */
    public static void main(String[] arguments) {
        PrintStream protocol = ProtocolOutput.takeStdout();
        System.setProperty("logback.configurationFile", "trainer-logback.xml");
        ServerLink server = ServerLink.open(
                System.in, protocol, Duration.ofSeconds(Long.parseLong(argument(arguments, SILENCE_LIMIT, "10"))));
        try {
            Engines.load(
                    Path.of(argument(arguments, ENGINE_DIRECTORY, "data/engine")),
                    TorchLibraries.of(List.of(arguments)).orElse(null));
            server.say(new TrainerLine.Ready());
            if (!server.hasOrder()) {
                TrainerWarmUp.run();
            }
            carryOut(server.order(), server);
        } catch (InterruptedException | IOException | RuntimeException | LinkageError | OutOfMemoryError failure) {
            failure.printStackTrace();
            server.say(lastWord(failure));
        }
        // halt, not exit: native threads have been seen to crash while a JVM takes itself down in order
        Runtime.getRuntime().halt(0);
    }

    private static void carryOut(Order order, ServerLink server) throws IOException {
        boolean mayReside = !order.device().equals("cpu");
        try (Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed(), mayReside);
                DjlLearner learner = new DjlLearner(order, batches.resident());
                ObservationBuffer buffer = new ObservationBuffer(server)) {
            server.say(new TrainerLine.Started(provenance(order)));
            long beganNanos = System.nanoTime();
            EndReason reason = new TrainingLoop(order, batches, learner, buffer).run();
            double waited = (double) batches.waitedNanos() / (System.nanoTime() - beganNanos);
            buffer.flush();
            @Nullable
            Flatness flatness =
                    order.flatness() && reason == EndReason.COMPLETED ? learner.flatness(batches.fixed()) : null;
            server.say(new TrainerLine.Ended(reason, flatness, waited));
        }
    }

    private static TrainerLine lastWord(Throwable failure) {
        return OutOfMemory.in(failure)
                .<TrainerLine>map(TrainerLine.OutOfMemory::new)
                .orElseGet(
                        () -> new TrainerLine.Failed(failure.getClass().getSimpleName() + ": " + Reason.of(failure)));
    }

    private static Map<String, String> provenance(Order order) {
        Map<String, String> facts = new TreeMap<>(Engines.provenance(order.device(), order.threads()));
        facts.put(
                "precision",
                Json.MAPPER.valueToTree(order.workload().precision()).asString());
        if (order.workload().model() instanceof TorchScript script) {
            facts.put("model", script.id());
        }
        return facts;
    }

    private static String argument(String[] arguments, String prefix, String otherwise) {
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(prefix))
                .map(argument -> argument.substring(prefix.length()))
                .findFirst()
                .orElse(otherwise);
    }
}
