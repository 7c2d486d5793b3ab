package dev.rangefinder.lane;

import dev.rangefinder.run.Attempt;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.StaleAttemptException;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * One attempt at a run, in the hands of one trainer: writes down what the trainer says and how it ended.
 *
 * <p>While the database is away the writing waits; the pipe then fills, and the trainer waits too: nothing is lost and
 * nothing is out of order. When it is back, the attempt's fence decides whether the writing still counts.
 */
final class Execution {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    static final Duration DATABASE_RETRY = Duration.ofSeconds(1);

    private final Attempt attempt;
    private final TrainerProcess trainer;
    private final Attempts attempts;
    private final Closing closing;
    private volatile @Nullable Stop stop;

    Execution(Attempt attempt, TrainerProcess trainer, Attempts attempts, Closing closing) {
        this.attempt = attempt;
        this.trainer = trainer;
        this.attempts = attempts;
        this.closing = closing;
    }

    /** Why an attempt is ended from outside. */
    private enum Stop {
        /** Somebody asked for it. */
        CANCELLED,
        /** Another server has taken the run over. */
        LOST,
        /** The trainer has said nothing for too long. */
        SILENT
    }

    /** Returns when the attempt is over and its end is written. */
    void carryOut(Supplier<Order> order) {
        try (trainer) {
            trainer.send(order.get());
            if (!follow()) {
                writeEnd(trainer.lastWords());
            }
        } catch (StaleAttemptException exception) {
            LOG.warn("{} Its trainer is ended, and what it said is refused.", exception.getMessage());
        } catch (IOException exception) {
            writeEnd("the trainer does not answer: " + exception.getMessage());
        } catch (RuntimeException exception) {
            LOG.error("Run {}: attempt {} cannot be carried out", attempt.run(), attempt.number(), exception);
            writeEnd("its server could not carry it out: " + exception.getMessage());
        }
    }

    /** Follows the trainer to its end; false if it did not say how it ended. */
    private boolean follow() throws IOException {
        for (Optional<TrainerLine> line = trainer.next(); line.isPresent(); line = trainer.next()) {
            switch (line.get()) {
                case TrainerLine.Ready ignored -> {}
                case TrainerLine.Alive ignored -> {}
                case TrainerLine.Started started -> write(() -> attempts.started(attempt, started.provenance()));
                case TrainerLine.Observed observed -> write(() -> attempts.observed(attempt, observed.observations()));
                case TrainerLine.Ended ended -> {
                    write(() -> attempts.succeeded(attempt, ended.reason()));
                    LOG.info("Run {}: {}", attempt.run(), ended.reason());
                    return true;
                }
                case TrainerLine.Failed failed -> {
                    fail(failed.message());
                    return true;
                }
            }
        }
        return false;
    }

    private void writeEnd(String lastWords) {
        try {
            if (closing.hasBegun()) {
                attempts.handedBack(attempt);
                return;
            }
            switch (stop) {
                case null -> fail(lastWords);
                case CANCELLED -> write(() -> attempts.cancelled(attempt));
                case SILENT -> fail("the trainer fell silent");
                case LOST -> LOG.warn("Run {}: attempt {} is another server's now", attempt.run(), attempt.number());
            }
        } catch (StaleAttemptException exception) {
            LOG.warn("{} How it ended is refused.", exception.getMessage());
        }
    }

    private void fail(String message) {
        LOG.warn("Run {}: attempt {} failed: {}", attempt.run(), attempt.number(), message);
        write(() -> attempts.failed(attempt, message));
    }

    private void write(Runnable change) {
        while (true) {
            try {
                change.run();
                return;
            } catch (DataAccessException | TransactionException databaseAway) {
                if (closing.hasBegun()) {
                    throw databaseAway;
                }
                LOG.warn("Run {}: a write waits for the database: {}", attempt.run(), databaseAway.getMessage());
                closing.pause(DATABASE_RETRY);
            }
        }
    }

    /** Ends the trainer if it must end, by the leases read after this attempt began. */
    void judge(RunQueue.Held held, Duration silenceLimit) {
        if (held.toCancel().contains(attempt)) {
            end(Stop.CANCELLED);
        } else if (!held.attempts().contains(attempt)) {
            end(Stop.LOST);
        } else if (trainer.silence().compareTo(silenceLimit) > 0) {
            end(Stop.SILENT);
        }
    }

    Attempt attempt() {
        return attempt;
    }

    private void end(Stop why) {
        if (stop == null) {
            stop = why;
            trainer.close();
        }
    }
}
