package dev.rangefinder.lane;

import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.lane.catalogue.LaneSettings;
import dev.rangefinder.lane.gpu.WatchedDevice;
import dev.rangefinder.lane.process.ServerPaths;
import dev.rangefinder.lane.process.TrainerLauncher;
import dev.rangefinder.lane.process.TrainerProcess;
import dev.rangefinder.model.Models;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.run.Attempt;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.ClaimedRun;
import dev.rangefinder.run.ManagedOrder;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One device's worth of a lane: takes a run, lets a trainer carry it out, and again. Where it can, the trainer is
 * started ahead and waits warm, so that a run does not pay for the start of an engine.
 */
final class Slot implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final UUID server;
    private final Offer offer;
    private final WatchedDevice watched;
    private final LaneSettings settings;
    private final TrainerLauncher launcher;
    private final RunQueue queue;
    private final Attempts attempts;
    private final DataSets dataSets;
    private final Models models;
    private final Sandboxes sandboxes;
    private final ServerPaths paths;
    private final Shutdown shutdown;

    private volatile @Nullable TrainerProcess trainer;
    private volatile @Nullable Execution execution;
    private Optional<String> rest = Optional.empty();

    Slot(
            UUID server,
            Offer offer,
            WatchedDevice watched,
            LaneSettings settings,
            TrainerLauncher launcher,
            RunQueue queue,
            Attempts attempts,
            DataSets dataSets,
            Models models,
            Sandboxes sandboxes,
            ServerPaths paths,
            Shutdown shutdown) {
        this.server = server;
        this.offer = offer;
        this.watched = watched;
        this.settings = settings;
        this.launcher = launcher;
        this.queue = queue;
        this.attempts = attempts;
        this.dataSets = dataSets;
        this.models = models;
        this.sandboxes = sandboxes;
        this.paths = paths;
        this.shutdown = shutdown;
    }

    @Override
    public void run() {
        while (!shutdown.hasBegun()) {
            try {
                shutdown.pauseIdle(launcher.pause().left());
                if (shutdown.hasBegun()) {
                    break;
                }
                if (rests()) {
                    shutdown.pauseIdle(settings.poll());
                    continue;
                }
                if (launcher.isAhead() && !warmUp()) {
                    continue;
                }
                Optional<ClaimedRun> claimed = queue.claim(offer, server);
                if (claimed.isPresent()) {
                    execute(claimed.get());
                } else {
                    shutdown.pauseIdle(settings.poll());
                }
            } catch (IOException | RuntimeException exception) {
                if (!shutdown.hasBegun()) {
                    LOG.error("A slot of lane {} on {} failed and goes on", offer.lane(), watched.device(), exception);
                    shutdown.pauseIdle(Execution.DATABASE_RETRY);
                }
            }
        }
        endTrainer();
    }

    /** Whether its device is not fit for a run at present. */
    private boolean rests() {
        Optional<String> obstacle = watched.obstacle();
        if (!obstacle.equals(rest)) {
            LOG.warn(
                    "A slot of lane {} on {} {}",
                    offer.lane(),
                    watched.device(),
                    obstacle.map(why -> "takes no run: " + why).orElse("takes runs again"));
            rest = obstacle;
        }
        return obstacle.isPresent();
    }

    /** Gives the run back if what it is trained on is sick. */
    void judgeDevice() {
        Execution current = execution;
        if (current != null) {
            watched.sickness().ifPresent(why -> current.handBack("%s is sick: %s".formatted(watched.device(), why)));
        }
    }

    WatchedDevice watched() {
        return watched;
    }

    /**
     * Returns false if the one that was to wait warm ended without a word: the next one would, too, and take a run with
     * it.
     */
    private boolean warmUp() throws IOException {
        TrainerProcess waiting = trainer;
        if (waiting != null && waiting.isAlive()) {
            return true;
        }
        if (waiting != null && !waiting.hasSpoken()) {
            trainer = null;
            waiting.discard();
            String why = waiting.lastWords();
            Duration pause = launcher.pause().begin(why);
            LOG.warn("Lane {} started no trainer, and waits {} s: {}", offer.lane(), pause.toSeconds(), why);
            return false;
        }
        trainer = launcher.ahead(watched.device());
        return true;
    }

    /** Whatever this thread says meanwhile carries the run and the attempt. */
    private void execute(ClaimedRun run) {
        Attempt attempt = run.attempt();
        MDC.put("run", attempt.run().toString());
        MDC.put("attempt", Integer.toString(attempt.number()));
        LOG.info(
                "Run {}: attempt {} starts on {} of lane {}",
                attempt.run(),
                attempt.number(),
                watched.device(),
                offer.lane());
        Execution current = new Execution(attempt, attempts, launcher, settings, paths, shutdown);
        execution = current;
        try {
            current.carryOut(() -> trainerFor(run), () -> order(run.order()));
        } finally {
            execution = null;
            trainer = null;
            MDC.clear();
        }
    }

    /** One that waits is not confined: an uploaded model gets its own. */
    private TrainerProcess trainerFor(ClaimedRun run) throws IOException {
        ManagedOrder order = run.order();
        if (order.workload().model() instanceof TorchScript script && sandboxes.areRequired()) {
            endTrainer();
            StoredData data = dataSets.stored(order.datasetHash());
            List<Path> readable = Stream.of(models.file(script.id()), data.directory(), data.location())
                    .filter(Objects::nonNull)
                    .toList();
            TrainerProcess confined = launcher.confined(
                    run.attempt(), watched.device(), sandboxes.engine(), readable, sandboxes.memory(settings.isHere()));
            trainer = confined;
            return confined;
        }
        if (order.workload().model() instanceof TorchScript && launcher.hasOthersForModels()) {
            endTrainer();
            TrainerProcess unconfined = launcher.ofModel(run.attempt(), watched.device());
            trainer = unconfined;
            return unconfined;
        }
        TrainerProcess warm = trainer;
        TrainerProcess taken = warm != null && warm.isAlive() ? warm : launcher.of(run.attempt(), watched.device());
        trainer = taken;
        return taken;
    }

    private Order order(ManagedOrder run) {
        return new Order(
                run.workload(),
                dataSets.stored(run.datasetHash()),
                run.workload().model() instanceof TorchScript script ? models.file(script.id()) : null,
                run.schedule(),
                run.iterations(),
                run.seed(),
                run.evaluation(),
                run.stopRule(),
                run.flatness(),
                watched.device().name(),
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
