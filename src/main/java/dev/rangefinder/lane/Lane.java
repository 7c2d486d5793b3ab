package dev.rangefinder.lane;

import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.trainer.TrainerCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The lane {@code local}: a thread for each slot, and the watch over what the slots do. */
@Component
@ConditionalOnBooleanProperty(name = "rangefinder.lanes.local.enabled", matchIfMissing = true)
class Lane implements SmartLifecycle {

    static final String NAME = "local";

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** Cancelling takes effect within this time; a lease survives several of them. */
    private static final Duration WATCH_EVERY = Duration.ofMillis(500);

    private static final Duration BEAT_EVERY = Duration.ofSeconds(1);

    /** Long enough to write that the runs in hand are given back. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final UUID server = UUID.randomUUID();
    private final LaneSettings settings;
    private final RunQueue queue;
    private final Closing closing = new Closing();
    private final List<Slot> slots;
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService watch = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("lane-watch-", 0).factory());

    Lane(LaneSettings settings, RunQueue queue, Attempts attempts, DataSets dataSets, DataDirectory data) {
        this.settings = settings;
        this.queue = queue;
        List<String> command = TrainerCommand.of(data.resolve("engine"), settings.silenceLimit());
        this.slots = Devices.ofSlots(settings, Gpus.count(), System.getenv()).stream()
                .map(device -> new Slot(device, server, settings, command, queue, attempts, dataSets, closing))
                .toList();
    }

    @Override
    public void start() {
        LOG.info("Lane {} has {} slot(s)", NAME, slots.size());
        for (int i = 0; i < slots.size(); i++) {
            threads.add(Thread.ofPlatform().name("slot-" + i).start(slots.get(i)));
        }
        repeat(() -> slots.forEach(Slot::beat), BEAT_EVERY);
        repeat(this::watch, WATCH_EVERY);
    }

    private void repeat(Runnable task, Duration every) {
        var ignored = watch.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException exception) {
                        LOG.warn("The watch over the lane missed a turn: {}", exception.getMessage());
                    }
                },
                0,
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** The executions are listed before the leases are read: one that begins in between is judged next time. */
    private void watch() {
        List<Execution> executions =
                slots.stream().flatMap(slot -> slot.execution().stream()).toList();
        RunQueue.Held held =
                queue.renew(server, executions.stream().map(Execution::attempt).toList());
        executions.forEach(execution -> execution.judge(held, settings.silenceLimit()));
        queue.takeOver();
    }

    @Override
    public void stop() {
        closing.begin();
        slots.forEach(Slot::endTrainer);
        watch.shutdownNow();
        for (Thread thread : threads) {
            try {
                thread.join(STOP_LIMIT);
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return !threads.isEmpty();
    }
}
