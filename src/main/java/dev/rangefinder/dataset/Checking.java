package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.located.ChangedFileException;
import dev.rangefinder.dataset.located.CheckPass;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Checks data sets in place, one after the other. */
@Component
class Checking implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Checking.class);

    /** How soon a new one is begun; a look at the table costs nothing. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** How much work is lost when a server is killed. */
    private static final Duration KEPT_EVERY = Duration.ofSeconds(2);

    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(10);

    private final Checks checks;
    private final DataSets dataSets;
    private final ScheduledExecutorService thread;
    private volatile boolean isEnding;

    /** So that a database that is away is told once. */
    private boolean isTroubled;

    Checking(Checks checks, DataSets dataSets) {
        this.checks = checks;
        this.dataSets = dataSets;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("check").factory());
    }

    @EventListener(ContextRefreshedEvent.class)
    void begin() {
        ScheduledFuture<?> ignored =
                thread.scheduleWithFixedDelay(this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            for (Optional<UUID> id = checks.claim(); id.isPresent() && !isEnding; id = checks.claim()) {
                check(id.get());
            }
            isTroubled = false;
        } catch (RuntimeException | IOException exception) {
            if (!isTroubled) {
                LOG.warn("Could not check a data set, which is tried again: {}", exception.getMessage());
            }
            isTroubled = true;
        }
    }

    private void check(UUID id) throws IOException {
        Optional<DataSet> dataSet = dataSets.find(id);
        if (dataSet.isEmpty()) {
            return;
        }
        long checked = 0;
        try (CheckPass pass = CheckPass.resume(dataSets.stored(dataSet.get().contentHash()), threads())) {
            checked = pass.checked();
            boolean isOurs = checks.goOn(id, checked);
            while (isOurs && !pass.isDone() && !isEnding) {
                long end = System.nanoTime() + KEPT_EVERY.toNanos();
                while (!pass.isDone() && System.nanoTime() < end && !isEnding) {
                    pass.checkSome();
                }
                pass.keep();
                checked = pass.checked();
                isOurs = checks.goOn(id, checked);
            }
            if (pass.isDone()) {
                dataSets.succeed(id, checked, pass);
                checks.letGo(id);
            } else if (isEnding) {
                checks.letGo(id);
            }
        } catch (InvalidFileException | ChangedFileException refused) {
            LOG.warn("The data set {} is refused: {}", dataSet.get().name(), refused.getMessage());
            checks.refuse(id, checked, String.valueOf(refused.getMessage()));
        } catch (NoSuchFileException deleted) {
            LOG.info(
                    "The data set {} is gone while it was checked",
                    dataSet.get().name());
        }
    }

    /** Half of the processors: what is served and trained goes on meanwhile. */
    private static int threads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    @Override
    public void destroy() throws InterruptedException {
        isEnding = true;
        thread.shutdown();
        if (!thread.awaitTermination(PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
        }
    }
}
