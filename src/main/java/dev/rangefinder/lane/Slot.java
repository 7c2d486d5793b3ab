package dev.rangefinder.lane;

import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.TrainingRun;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's worth of a lane: takes a run, lets a trainer carry it out, and again. The trainer is started ahead and
 * waits warm, so that a run does not pay for the start of an engine.
 */
final class Slot implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final String device;
    private final UUID server;
    private final LaneSettings settings;
    private final List<String> trainerCommand;
    private final RunQueue queue;
    private final Attempts attempts;
    private final DataSets dataSets;
    private final Closing closing;

    private volatile @Nullable TrainerProcess trainer;
    private volatile @Nullable Execution execution;

    Slot(
            String device,
            UUID server,
            LaneSettings settings,
            List<String> trainerCommand,
            RunQueue queue,
            Attempts attempts,
            DataSets dataSets,
            Closing closing) {
        this.device = device;
        this.server = server;
        this.settings = settings;
        this.trainerCommand = trainerCommand;
        this.queue = queue;
        this.attempts = attempts;
        this.dataSets = dataSets;
        this.closing = closing;
    }

    @Override
    public void run() {
        while (!closing.hasBegun()) {
            try {
                TrainerProcess warm = warmTrainer();
                Optional<TrainingRun> claimed = queue.claim(Lane.NAME, server);
                if (claimed.isPresent()) {
                    execute(claimed.get(), warm);
                } else {
                    closing.pause(settings.poll());
                }
            } catch (IOException | RuntimeException exception) {
                if (!closing.hasBegun()) {
                    LOG.error("A slot on {} failed and goes on", device, exception);
                    closing.pause(Execution.DATABASE_RETRY);
                }
            }
        }
        endTrainer();
    }

    private TrainerProcess warmTrainer() throws IOException {
        TrainerProcess waiting = trainer;
        if (waiting == null || !waiting.isAlive()) {
            waiting = TrainerProcess.start(trainerCommand);
            trainer = waiting;
        }
        return waiting;
    }

    private void execute(TrainingRun run, TrainerProcess warm) {
        LOG.info("Run {}: attempt {} starts on {}", run.getId(), run.attempt().number(), device);
        Execution current = new Execution(run.attempt(), warm, attempts, closing);
        execution = current;
        try {
            current.carryOut(() -> order(run));
        } finally {
            execution = null;
            trainer = null;
        }
    }

    private Order order(TrainingRun run) {
        return new Order(
                run.workload(),
                dataSets.stored(run.datasetHash()),
                run.schedule(),
                run.iterations(),
                run.seed(),
                run.evaluation(),
                run.stopRule(),
                device,
                settings.threads());
    }

    /** A sign of life to the trainer, whether it waits or works. */
    void beat() {
        TrainerProcess present = trainer;
        if (present != null) {
            present.beat();
        }
    }

    Optional<Execution> execution() {
        return Optional.ofNullable(execution);
    }

    void endTrainer() {
        TrainerProcess present = trainer;
        if (present != null) {
            present.close();
        }
    }
}
