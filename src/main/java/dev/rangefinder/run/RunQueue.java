package dev.rangefinder.run;

import dev.rangefinder.run.FairShare.Turn;
import dev.rangefinder.run.FirstInLine.Taken;
import dev.rangefinder.run.place.Offer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The queue, as the slots of a lane see it. It is the run table itself: claiming is one locked row, so that a run's
 * place in the queue and its state cannot disagree (docs/decisions/0003).
 */
@Service
public class RunQueue {

    private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);

    private final RunRepository runs;
    private final FairShare fairShare;
    private final FirstInLine firstInLine;
    private final DatabaseClock clock;
    private final RunSettings settings;
    private final ApplicationEventPublisher events;
    private final RunMeters meters;

    RunQueue(
            RunRepository runs,
            FairShare fairShare,
            FirstInLine firstInLine,
            DatabaseClock clock,
            RunSettings settings,
            ApplicationEventPublisher events,
            RunMeters meters) {
        this.runs = runs;
        this.fairShare = fairShare;
        this.firstInLine = firstInLine;
        this.clock = clock;
        this.settings = settings;
        this.events = events;
        this.meters = meters;
    }

    /** Takes the run whose turn it is on such a slot; this counts as an attempt. */
    @Transactional
    public Optional<ClaimedRun> claim(Offer offer, UUID server) {
        for (Turn turn : fairShare.of(offer)) {
            Optional<Taken> taken = fairShare.hasRoom(turn.client())
                    ? firstInLine.take(turn, offer, server, settings.lease())
                    : Optional.empty();
            if (taken.isPresent()) {
                ClaimedRun run = taken.get().run();
                meters.claimed(offer);
                events.publishEvent(new RunChanged.Started(taken.get().purpose(), run.groupId()));
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    /**
     * Renews the leases of what a server executes, and says which attempts are still its own and which of them are to
     * be cancelled. An attempt that it holds without executing it, since the answer to its claim was lost, runs out.
     */
    @Transactional
    public Held renew(UUID server, List<Attempt> executing) {
        if (!executing.isEmpty()) {
            runs.renewLeases(
                    server,
                    executing.stream().map(Attempt::run).toList(),
                    settings.lease().toMillis() / 1000.0);
        }
        List<RunRepository.Holding> held = runs.heldBy(server);
        return new Held(
                held.stream().map(RunQueue::attempt).toList(),
                held.stream()
                        .filter(RunRepository.Holding::getCancelRequested)
                        .map(RunQueue::attempt)
                        .toList());
    }

    /** Takes the runs away from servers that have not renewed their leases. */
    @Transactional
    public void takeOver() {
        Instant now = clock.now();
        for (Run run : runs.lockExpired()) {
            LOG.warn(
                    "Run {}: attempt {} is lost, its server has fallen silent",
                    run.getId(),
                    run.attempt().number());
            run.failAttempt(
                    "the server that executed it fell silent",
                    null,
                    settings.maxAttempts(),
                    settings.retryPause(),
                    now);
            meters.takenOver();
            meters.failed(run);
            if (run.state().isFinal()) {
                meters.ended(run);
                events.publishEvent(new RunChanged.Ended(run.groupId()));
            }
        }
    }

    private static Attempt attempt(RunRepository.Holding holding) {
        return new Attempt(holding.getRun(), holding.getNumber());
    }

    /** The attempts that a server holds, and those among them that are to be stopped. */
    public record Held(List<Attempt> attempts, List<Attempt> toCancel) {}
}
