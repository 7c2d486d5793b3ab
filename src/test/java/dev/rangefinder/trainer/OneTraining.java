package dev.rangefinder.trainer;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer of its own has said of one order.
 *
 * @param engine as in the provenance of its run
 * @param losses of every iteration
 */
public record OneTraining(String engine, List<Double> losses) {

    private static final long HEAP_MEGABYTES = 512;

    /**
     * Carries an order out.
     *
     * @param own the libraries of another PyTorch; null for the engine that comes with this program
     */
    public static OneTraining of(Order order, @Nullable TorchLibraries own) throws IOException {
        Process process = new ProcessBuilder(
                        TrainerCommand.of(TestedEngine.DIRECTORY, Duration.ofMinutes(2), HEAP_MEGABYTES, own))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String engine = "";
        List<Double> losses = new ArrayList<>();
        try (BufferedWriter orders = process.outputWriter();
                BufferedReader lines = process.inputReader()) {
            orders.write(ProtocolLines.write(order));
            orders.newLine();
            orders.flush();
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                switch (ProtocolLines.readFromTrainer(text).orElse(new TrainerLine.Alive())) {
                    case TrainerLine.Started started ->
                        engine = started.provenance().get("engine");
                    case TrainerLine.Observed observed ->
                        observed.observations().stream().map(Observation::loss).forEach(losses::add);
                    case TrainerLine.OutOfMemory failed -> throw new AssertionError(failed.message());
                    case TrainerLine.Failed failed -> throw new AssertionError(failed.message());
                    case TrainerLine.Ended ignored -> {
                        return new OneTraining(engine, losses);
                    }
                    case TrainerLine.Ready ignored -> {}
                    case TrainerLine.Alive ignored -> {}
                }
            }
        } finally {
            process.destroyForcibly();
        }
        throw new AssertionError("the trainer ended after " + losses.size() + " losses");
    }
}
