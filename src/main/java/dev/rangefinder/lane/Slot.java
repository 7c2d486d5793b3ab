package dev.rangefinder.lane;

import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.model.Models;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.Offer;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.TrainingRun;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One device's worth of a lane: takes a run, lets a trainer carry it out, and again. Where it can, the trainer is started
 * ahead and waits warm, so that a run does not pay for the start of an engine.
 */
final class Slot implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final UUID server;
    private final Offer offer;
    private final String device;
    private final LaneSettings settings;
    private final Launch launch;
    private final RunQueue queue;
    private final Attempts attempts;
    private final DataSets dataSets;
    private final Models models;
    private final Shutdown shutdown;

    private volatile @Nullable TrainerProcess trainer;
    private volatile @Nullable Execution execution;

    Slot(
            UUID server,
            Offer offer,
            String device,
            LaneSettings settings,
            Launch launch,
            RunQueue queue,
            Attempts attempts,
            DataSets dataSets,
            Models models,
            Shutdown shutdown) {
        this.server = server;
        this.offer = offer;
        this.device = device;
        this.settings = settings;
        this.launch = launch;
        this.queue = queue;
        this.attempts = attempts;
        this.dataSets = dataSets;
        this.models = models;
        this.shutdown = shutdown;
    }

    @Override
    public void run() {
        while (!shutdown.hasBegun()) {
            try {
                if (launch.isAhead()) {
                    warmUp();
                }
                Optional<TrainingRun> claimed = queue.claim(offer, server);
                if (claimed.isPresent()) {
                    execute(claimed.get());
                } else {
                    shutdown.pauseIdle(settings.poll());
                }
            } catch (IOException | RuntimeException exception) {
                if (!shutdown.hasBegun()) {
                    LOG.error("A slot of lane {} on {} failed and goes on", offer.lane(), device, exception);
                    shutdown.pauseIdle(Execution.DATABASE_RETRY);
                }
            }
        }
        endTrainer();
    }

    private void warmUp() throws IOException {
        TrainerProcess waiting = trainer;
        if (waiting == null || !waiting.isAlive()) {
            trainer = launch.ahead();
        }
    }

    /** Whatever this thread says meanwhile carries the run and the attempt. */
    private void execute(TrainingRun run) {
        MDC.put("run", run.getId().toString());
        MDC.put("attempt", Integer.toString(run.attempt().number()));
        LOG.info(
                "Run {}: attempt {} starts on {} of lane {}",
                run.getId(),
                run.attempt().number(),
                device,
                offer.lane());
        Execution current = new Execution(run.attempt(), attempts, launch, settings, shutdown);
        execution = current;
        try {
            current.carryOut(() -> trainerFor(run), () -> order(run));
        } finally {
            execution = null;
            trainer = null;
            MDC.clear();
        }
    }

    private TrainerProcess trainerFor(TrainingRun run) throws IOException {
        TrainerProcess warm = trainer;
        TrainerProcess taken = warm != null && warm.isAlive() ? warm : launch.of(run.attempt());
        trainer = taken;
        return taken;
    }

    private Order order(TrainingRun run) {
        return new Order(
                run.workload(),
                dataSets.stored(run.datasetHash().orElseThrow()),
                run.workload().model() instanceof TorchScript script ? models.file(script.id()) : null,
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

    private void endTrainer() {
        TrainerProcess present = trainer;
        if (present != null) {
            present.discard();
        }
    }
}
