package dev.rangefinder.lane;

import dev.rangefinder.dataset.located.ChangedFileException;
import dev.rangefinder.lane.catalogue.LaneSettings;
import dev.rangefinder.lane.process.ServerPaths;
import dev.rangefinder.lane.process.TrainerLauncher;
import dev.rangefinder.lane.process.TrainerProcess;
import dev.rangefinder.run.Attempt;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.FailureReason;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.StaleAttemptException;
import dev.rangefinder.shared.files.DamagedContentException;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * One attempt at a run, in the hands of one trainer: writes down what the trainer says and how it ended.
 *
 * <p>While the database is away the writing waits and the trainer goes on; what it says is kept in order. When the
 * database is back, the attempt's fence decides whether the writing still counts.
 */
final class Execution {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    static final Duration DATABASE_RETRY = Duration.ofMillis(500);

    /** Enough to say what went wrong; a model that was uploaded may say as much as it likes. */
    private static final int LONGEST_MESSAGE = 1000;

    /** A trainer that no longer reads is about to end, and says why on stderr unless it is killed first. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Attempt attempt;
    private final Attempts attempts;
    private final TrainerLauncher launcher;
    private final LaneSettings settings;
    private final ServerPaths paths;
    private final Shutdown shutdown;
    private final long beganNanos = System.nanoTime();
    private volatile @Nullable TrainerProcess trainer;
    private volatile @Nullable Stop stop;
    private volatile String obstacle = "";

    /**
     * The trainer has said its last word and is left to end by itself. Known before that is written, since from then on
     * the run is no longer this server's, which would look like a loss.
     */
    private volatile boolean endedItself;

    Execution(
            Attempt attempt,
            Attempts attempts,
            TrainerLauncher launcher,
            LaneSettings settings,
            ServerPaths paths,
            Shutdown shutdown) {
        this.attempt = attempt;
        this.attempts = attempts;
        this.launcher = launcher;
        this.settings = settings;
        this.paths = paths;
        this.shutdown = shutdown;
    }

    /** Why an attempt is ended from outside. */
    private enum Stop {
        /** The client asked for it. */
        CANCELLED,
        /** Another server has taken the run over. */
        LOST,
        /** Nothing is wrong with the run, but it cannot go on here. */
        HANDED_BACK,
        /** The trainer has not said a word since it was launched. */
        NOT_STARTED,
        /** Where the trainer was launched it is known that it will never start. */
        CANNOT_START,
        /** The trainer has said nothing for too long. */
        SILENT,
        /** The attempt takes longer than the lane allows. */
        TOO_LONG
    }

    /** Returns when the attempt is over, its end is written, and nothing is left of its trainer. */
    void carryOut(Callable<TrainerProcess> start, Supplier<Order> order) {
        try {
            TrainerProcess started = start.call();
            trainer = started;
            if (stop != null) {
                started.close();
            }
            if (launcher.canCheck()) {
                Thread.startVirtualThread(new StartCheck(launcher, attempt, started, shutdown, this::giveUpStart));
            }
            started.send(order.get());
            follow(started);
            if (!endedItself) {
                writeEnd(() -> fail(started.lastWords()));
            }
        } catch (StaleAttemptException exception) {
            LOG.warn("{} Its trainer is ended, and what it said is refused.", exception.getMessage());
        } catch (DamagedContentException exception) {
            writeEnd(() -> giveUp(FailureReason.DAMAGED_FILES, String.valueOf(exception.getMessage())));
        } catch (ChangedFileException exception) {
            writeEnd(() -> giveUp(FailureReason.CHANGED_FILES, String.valueOf(exception.getMessage())));
        } catch (IOException exception) {
            writeEnd(() -> fail(lastWords(exception)));
        } catch (Exception exception) {
            LOG.error("Run {}: attempt {} cannot be carried out", attempt.run(), attempt.number(), exception);
            writeEnd(() -> failAttempt("its server could not carry it out: " + exception.getMessage()));
        } finally {
            letGo();
        }
    }

    private void letGo() {
        TrainerProcess present = trainer;
        boolean isTidy = endedItself && present != null && present.endsWithin(launcher.patienceAtTheEnd());
        if (present != null) {
            present.discard();
        }
        if (!isTidy) {
            launcher.endElsewhere(attempt);
        }
    }

    /** Follows the trainer to its last word, or to its end if it says none. */
    private void follow(TrainerProcess speaker) throws IOException, InterruptedException {
        for (Optional<TrainerLine> line = speaker.next(); line.isPresent(); line = speaker.next()) {
            switch (line.get()) {
                case TrainerLine.Ready ignored -> {}
                case TrainerLine.Alive ignored -> {}
                case TrainerLine.Started started -> write(() -> attempts.started(attempt, started.provenance()));
                case TrainerLine.Observed observed -> write(() -> attempts.observed(attempt, observed.observations()));
                case TrainerLine.Ended ended -> {
                    endedItself = true;
                    write(() -> attempts.succeeded(attempt, ended.reason(), ended.flatness()));
                    Optional.ofNullable(ended.waited()).ifPresent(attempts::waited);
                    LOG.info("Run {}: {}", attempt.run(), ended.reason());
                    return;
                }
                case TrainerLine.OutOfMemory outOfMemory -> {
                    endedItself = true;
                    giveUp(FailureReason.OUT_OF_MEMORY, outOfMemory.message());
                    return;
                }
                case TrainerLine.Failed failed -> {
                    endedItself = true;
                    failAttempt(failed.message());
                    return;
                }
            }
        }
    }

    private String lastWords(IOException exception) {
        TrainerProcess present = trainer;
        if (present == null) {
            return "no trainer could be started: " + exception.getMessage();
        }
        if (!present.endsWithin(FAREWELL)) {
            present.close();
        }
        return present.lastWords();
    }

    private void writeEnd(Runnable unlessStopped) {
        try {
            switch (stop) {
                case null -> unlessStopped.run();
                case CANCELLED -> write(() -> attempts.cancelled(attempt));
                case HANDED_BACK -> {
                    LOG.warn("Run {}: attempt {} is handed back: {}", attempt.run(), attempt.number(), obstacle);
                    write(() -> attempts.handedBack(attempt));
                }
                case LOST -> LOG.warn("Run {}: attempt {} is another server's now", attempt.run(), attempt.number());
                case NOT_STARTED ->
                    waitForLauncher("the trainer did not start within start-limit, " + settings.startLimit());
                case CANNOT_START -> waitForLauncher(obstacle);
                case SILENT ->
                    failAttempt("the trainer was silent for more than silence-limit, " + settings.silenceLimit());
                case TOO_LONG ->
                    giveUp(FailureReason.MAX_RUN_TIME, "it took longer than max-run-time, " + settings.maxRunTime());
            }
        } catch (StaleAttemptException exception) {
            LOG.warn("{} How it ended is refused.", exception.getMessage());
        }
    }

    /** A trainer that ended without a word has not even read its order: that is no fault of the run. */
    private void fail(String message) {
        TrainerProcess present = trainer;
        if (present == null || !present.hasSpoken()) {
            waitForLauncher(message);
        } else {
            failAttempt(message);
        }
    }

    private void waitForLauncher(String message) {
        Duration pause = launcher.pause().begin(message);
        LOG.warn(
                "Run {}: no trainer was started, which costs it no attempt, and the lane waits {} s: {}",
                attempt.run(),
                pause.toSeconds(),
                message);
        write(() -> attempts.notStarted(attempt, message));
    }

    private void failAttempt(String message) {
        LOG.warn("Run {}: attempt {} failed: {}", attempt.run(), attempt.number(), message);
        String shown = paths.hiddenIn(
                message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…");
        write(() -> attempts.failed(attempt, shown, stderr()));
    }

    private void giveUp(FailureReason reason, String message) {
        LOG.warn("Run {}: attempt {} is given up: {}", attempt.run(), attempt.number(), message);
        write(() -> attempts.gaveUp(attempt, reason, message, stderr()));
    }

    private String stderr() {
        TrainerProcess present = trainer;
        return present == null ? "" : paths.hiddenIn(present.stderr());
    }

    private void write(Runnable change) {
        while (true) {
            try {
                change.run();
                return;
            } catch (DataIntegrityViolationException neverAccepted) {
                throw neverAccepted;
            } catch (DataAccessException | TransactionException databaseAway) {
                if (shutdown.isGraceOver()) {
                    throw databaseAway;
                }
                LOG.warn("Run {}: a write waits for the database: {}", attempt.run(), databaseAway.getMessage());
                shutdown.pauseAtWork(DATABASE_RETRY);
            }
        }
    }

    /** Ends the trainer if it keeps to none of the lane's limits; needs no database. */
    void judgeLimits() {
        TrainerProcess present = trainer;
        if (present == null) {
            return;
        }
        Duration age = Duration.ofNanos(System.nanoTime() - beganNanos);
        if (shorter(age, present.hasSpokenFor()).compareTo(settings.maxRunTime()) > 0) {
            end(Stop.TOO_LONG);
        } else if (!present.isAlive()) {
            return;
        } else if (!present.hasSpoken()) {
            if (age.compareTo(settings.startLimit()) > 0) {
                end(Stop.NOT_STARTED);
            }
        } else if (present.silence().compareTo(settings.silenceLimit()) > 0) {
            end(Stop.SILENT);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Ends the trainer if it is to be cancelled or is no longer ours, by the leases read after this attempt began. */
    void judge(RunQueue.Held held) {
        if (held.toCancel().contains(attempt)) {
            end(Stop.CANCELLED);
        } else if (!held.attempts().contains(attempt)) {
            end(Stop.LOST);
        }
    }

    /** Ends the trainer for a reason that is no fault of the run, which goes back to its place in the queue. */
    void handBack(String why) {
        obstacle = why;
        end(Stop.HANDED_BACK);
    }

    Attempt attempt() {
        return attempt;
    }

    private void giveUpStart(String why) {
        obstacle = why;
        end(Stop.CANNOT_START);
    }

    private synchronized void end(Stop why) {
        if (stop == null && !endedItself) {
            stop = why;
            TrainerProcess present = trainer;
            if (present != null) {
                present.close();
            }
        }
    }
}
