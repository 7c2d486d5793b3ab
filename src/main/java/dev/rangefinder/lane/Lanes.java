package dev.rangefinder.lane;

import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.lane.catalogue.Devices;
import dev.rangefinder.lane.catalogue.HostLocks;
import dev.rangefinder.lane.catalogue.LaneCatalogue;
import dev.rangefinder.lane.catalogue.LaneSettings;
import dev.rangefinder.lane.engine.EngineSettings;
import dev.rangefinder.lane.engine.LaneEngine;
import dev.rangefinder.lane.engine.LaneEngines;
import dev.rangefinder.lane.gpu.GpuSettings;
import dev.rangefinder.lane.gpu.Gpus;
import dev.rangefinder.lane.gpu.NvidiaSmi;
import dev.rangefinder.lane.gpu.WatchedDevice;
import dev.rangefinder.lane.process.MachineMemory;
import dev.rangefinder.lane.process.ServerPaths;
import dev.rangefinder.lane.process.TrainerLauncher;
import dev.rangefinder.model.ModelSettings;
import dev.rangefinder.model.Models;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.RunSettings;
import dev.rangefinder.run.place.LaneRegistry;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.trainer.TrainerCommand;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** The lanes of this server: a thread for each slot, and the watch over what the slots do. */
@Component
class Lanes implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** Cancelling takes effect within this time; a lease survives many of them. */
    private static final Duration WATCH_EVERY = Duration.ofMillis(250);

    private static final Duration BEAT_EVERY = Duration.ofSeconds(1);

    /** Beside the shortest lease, 3 s, soon enough to be seen as alive. */
    private static final Duration ANNOUNCE_EVERY = Duration.ofSeconds(1);

    /** Long enough to write that the runs in hand are given back. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final UUID server = UUID.randomUUID();
    private final RunQueue queue;
    private final LaneRegistry registry;
    private final Duration grace;
    private final DatabaseContact contact;
    private final Shutdown shutdown = new Shutdown();
    private final HostLocks locks = new HostLocks(Path.of(System.getProperty("java.io.tmpdir")));
    private final Gpus gpus;
    private final Duration watchGpusEvery;
    private final MachineMemory memory = MachineMemory.ofThisMachine();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(
            5, Thread.ofPlatform().name("lane-clock-", 0).factory());

    Lanes(
            Environment environment,
            RunSettings runSettings,
            GpuSettings gpuSettings,
            EngineSettings engineSettings,
            RunQueue queue,
            LaneRegistry registry,
            Attempts attempts,
            DataSets dataSets,
            Models models,
            ModelSettings modelSettings,
            DataDirectory data,
            MeterRegistry meters) {
        this.queue = queue;
        this.registry = registry;
        this.grace = runSettings.shutdownGrace();
        this.contact = new DatabaseContact(runSettings.lease(), System::nanoTime);
        Map<String, LaneSettings> catalogue = LaneCatalogue.of(environment);
        this.gpus = Gpus.found(
                new NvidiaSmi(gpuSettings.nvidiaSmi(), gpuSettings.patience()), System.getenv("CUDA_VISIBLE_DEVICES"));
        this.watchGpusEvery = gpuSettings.every();
        Sandboxes sandboxes = Sandboxes.of(modelSettings, data.resolve("engine"), memory);
        ServerPaths paths = new ServerPaths(data.directory());
        LaneEngines engines = catalogue.isEmpty()
                ? LaneEngines.bundled()
                : LaneEngines.of(
                        engineSettings, data.resolve("engine"), !gpus.usable().isEmpty());
        int trainersHere = 0;
        for (Map.Entry<String, LaneSettings> entry : catalogue.entrySet()) {
            String name = entry.getKey();
            LaneSettings settings = entry.getValue();
            Devices devices = Devices.of(name, settings, gpus, engines.onGpus().isForGpus(), locks::take);
            Offer offer = new Offer(name, devices.kind());
            DataSize heap = settings.isHere()
                    ? memory.heapOfTrainer(settings.maxHeap(), devices.slots().size())
                    : settings.maxHeap();
            LaneEngine engine = engines.of(devices.kind());
            List<String> trainer = TrainerCommand.of(
                    data.resolve("engine"), settings.silenceLimit(), heap.toMegabytes(), engine.own());
            List<String> ofModels = TrainerCommand.of(
                    data.resolve("engine"), settings.silenceLimit(), heap.toMegabytes(), engine.ownForModels());
            trainersHere += settings.isHere() ? devices.slots().size() : 0;
            TrainerLauncher launcher = new TrainerLauncher(settings, trainer, ofModels);
            long leastFree = settings.gpu().minMemory().toMegabytes();
            List<Slot> slots = devices.slots().stream()
                    .map(device -> new Slot(
                            server,
                            offer,
                            new WatchedDevice(device, gpus, leastFree),
                            settings,
                            launcher,
                            queue,
                            attempts,
                            dataSets,
                            models,
                            sandboxes,
                            paths,
                            shutdown))
                    .toList();
            lanes.add(new Lane(offer, engine, slots, launcher.pause()));
        }
        if (trainersHere > 0) {
            memory.shortage(trainersHere).ifPresent(said -> LOG.warn("{}", said));
        }
        lanes.forEach(lane -> lane.measure(meters));
    }

    @Override
    public void start() {
        if (lanes.isEmpty()) {
            LOG.info("This server has no lanes: it answers, and others train");
            return;
        }
        announce();
        for (Lane lane : lanes) {
            LOG.info(
                    "Lane {} has {} slot(s) on {}, with {}",
                    lane.offer().lane(),
                    lane.slots().size(),
                    lane.offer().device(),
                    lane.engine());
            for (Slot slot : lane.slots()) {
                String name = "slot-%s-%d".formatted(lane.offer().lane(), threads.size());
                threads.add(Thread.ofPlatform().name(name).start(slot));
            }
        }
        repeat(() -> slots().forEach(Slot::beat), BEAT_EVERY);
        repeat(this::watch, WATCH_EVERY);
        repeat(this::takeOver, WATCH_EVERY);
        repeat(this::announce, ANNOUNCE_EVERY);
        if (!gpus.usable().isEmpty()) {
            repeat(this::watchGpus, watchGpusEvery);
        }
    }

    private void watchGpus() {
        gpus.lookAgain();
        slots().forEach(Slot::judgeDevice);
    }

    private void repeat(Runnable task, Duration every) {
        var ignored = clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException exception) {
                        LOG.warn("The watch over the lanes missed a turn: {}", exception.getMessage());
                    }
                },
                0,
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void announce() {
        String host = ManagementFactory.getRuntimeMXBean().getName();
        lanes.forEach(lane -> registry.announce(
                server, lane.offer(), lane.slots().size(), host, lane.announcedEngine(), lane.idle(), lane.gpus()));
    }

    /** The executions are listed before the leases are read: one that begins in between is judged next time. */
    private void watch() {
        List<Execution> executions = executions();
        executions.forEach(Execution::judgeLimits);
        try {
            RunQueue.Held held = queue.renew(
                    server, executions.stream().map(Execution::attempt).toList());
            contact.made();
            executions.forEach(execution -> execution.judge(held));
        } catch (RuntimeException databaseAway) {
            contact.lost();
            throw databaseAway;
        }
    }

    /** Apart from the watch: it may have to wait for what a server that is frozen has locked. */
    private void takeOver() {
        if (contact.isSettled()) {
            queue.takeOver();
        }
    }

    private List<Execution> executions() {
        return slots().flatMap(slot -> slot.execution().stream()).toList();
    }

    private Stream<Slot> slots() {
        return lanes.stream().flatMap(lane -> lane.slots().stream());
    }

    /** Takes nothing new, lets what trains go on for its grace, and hands back what is not over then. */
    @Override
    public void stop() {
        shutdown.begin();
        join(grace);
        executions().forEach(execution -> execution.handBack("this server stops"));
        join(STOP_LIMIT);
        shutdown.endGrace();
        join(STOP_LIMIT);
        clock.shutdownNow();
        threads.clear();
        locks.close();
    }

    private void join(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Consumer<Thread> untilDeadline = thread -> {
            try {
                boolean ignored = thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
            }
        };
        threads.forEach(untilDeadline);
    }

    @Override
    public boolean isRunning() {
        return !threads.isEmpty();
    }
}
