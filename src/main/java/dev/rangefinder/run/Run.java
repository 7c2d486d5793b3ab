package dev.rangefinder.run;

import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Aggregate;
import dev.rangefinder.shared.Ids;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * One training of one workload under one schedule with one seed.
 *
 * <p>{@code queued → running → succeeded | failed | cancelled}; an attempt that fails puts the run back into the queue
 * until it has cost the run its last attempt. A run that its client trains has no attempts: it is queued until
 * the first report, and {@code running ⇄ stalled} until the last.
 */
@Entity
@DynamicUpdate // a batch of observations must not write the order again
@SuppressWarnings({"NullAway.Init", "unused"}) // Hibernate fills and reads the fields
public class Run extends Aggregate<UUID> {

    @Id
    private UUID id;

    @Enumerated(EnumType.STRING)
    private Purpose purpose;

    private UUID groupId;
    private int repeat;

    private boolean reported;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Workload workload;

    private @Nullable String datasetHash;

    @JdbcTypeCode(SqlTypes.JSON)
    private Schedule schedule;

    private long iterations;
    private long seed;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Evaluation evaluation;

    @Enumerated(EnumType.STRING)
    private StopRule stopRule;

    private boolean measuresFlatness;

    @Embedded
    private Placement placement;

    @Enumerated(EnumType.STRING)
    private RunState state;

    private int attempt;
    private int handedBack;

    @Embedded
    private @Nullable Lease lease;

    private @Nullable String lane;
    private @Nullable Instant claimedAt;
    private Instant notBefore;
    private boolean cancelRequested;
    private long iterationsDone;

    @Enumerated(EnumType.STRING)
    private @Nullable EndReason endReason;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Flatness flatness;

    @Enumerated(EnumType.STRING)
    private @Nullable FailureReason failureReason;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<FailedAttempt> failures;

    private @Nullable String stderr;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable LaunchFailure launchFailure;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Map<String, String> provenance;

    private Instant createdAt;
    private @Nullable Instant trainingSince;
    private @Nullable Instant endedAt;

    protected Run() {}

    Run(Purpose purpose, UUID groupId, RunOrder order, Instant now) {
        this.id = Ids.next();
        this.purpose = purpose;
        this.groupId = groupId;
        this.repeat = order.repeat();
        this.schedule = order.schedule();
        this.iterations = order.iterations();
        this.seed = order.seed();
        this.stopRule = order.stopRule();
        this.state = RunState.QUEUED;
        this.failures = List.of();
        this.notBefore = now;
        this.createdAt = now;
        switch (order) {
            case ManagedOrder managed -> {
                this.workload = managed.workload();
                this.datasetHash = managed.datasetHash();
                this.evaluation = managed.evaluation();
                this.measuresFlatness = managed.flatness();
                this.placement = managed.placement();
            }
            case ReportedOrder client -> {
                this.reported = true;
                this.placement = Placement.of(client.client(), null, null, null);
            }
        }
    }

    void startTraining(Map<String, String> provenance, Instant now) {
        require(RunState.RUNNING);
        this.provenance = Map.copyOf(provenance);
        launchFailure = null;
        trainingSince = now;
    }

    /**
     * Counts observations of the iterations from {@code first} on.
     *
     * @return false if they are counted already: they were written, and the answer to that was lost
     * @throws IllegalStateException if iterations before them are missing
     */
    boolean observe(long first, int observations) {
        require(RunState.RUNNING);
        if (first + observations <= iterationsDone) {
            return false;
        }
        if (first != iterationsDone) {
            throw new IllegalStateException(
                    "run %s: iteration %d came when %d was next".formatted(id, first, iterationsDone));
        }
        iterationsDone += observations;
        return true;
    }

    void succeed(EndReason reason, @Nullable Flatness flatness, Instant now) {
        require(RunState.RUNNING);
        endReason = reason;
        this.flatness = flatness;
        end(RunState.SUCCEEDED, now);
    }

    /** Back into the queue after a pause that doubles with each attempt; at the last one the run is quarantined. */
    void failAttempt(String message, @Nullable String stderr, int maxAttempts, Duration firstPause, Instant now) {
        require(RunState.RUNNING);
        int spent = attempt - handedBack;
        if (cancelRequested) {
            end(RunState.CANCELLED, now);
            return;
        }
        remember(message, stderr, now);
        if (spent >= maxAttempts) {
            failureReason = FailureReason.QUARANTINED;
            end(RunState.FAILED, now);
        } else {
            requeue(now.plus(firstPause.multipliedBy(1L << Math.min(spent - 1, 10))));
        }
    }

    /** Over at once: another attempt would end alike. */
    void giveUp(FailureReason reason, String message, @Nullable String stderr, Instant now) {
        require(RunState.RUNNING);
        remember(message, stderr, now);
        failureReason = reason;
        end(RunState.FAILED, now);
    }

    private void remember(String message, @Nullable String stderr, Instant now) {
        failures = Stream.concat(failures.stream(), Stream.of(new FailedAttempt(attempt, now, message)))
                .toList();
        this.stderr = stderr;
    }

    /** Back to its place in the queue through no fault of its own, which costs it no attempt. */
    void handBack(Instant now) {
        require(RunState.RUNNING);
        if (cancelRequested) {
            end(RunState.CANCELLED, now);
        } else {
            handedBack++;
            requeue(notBefore);
        }
    }

    /** As if handed back, and says why. */
    void notStarted(String message, Instant now) {
        require(RunState.RUNNING);
        launchFailure = new LaunchFailure(attempt, now, message);
        handBack(now);
    }

    /** A report has come: the first one, or one after a silence. */
    void goOn(Instant now) {
        require(RunState.QUEUED, RunState.STALLED);
        requireReported(true);
        if (state == RunState.QUEUED) {
            trainingSince = now;
        }
        state = RunState.RUNNING;
    }

    void stall() {
        require(RunState.RUNNING);
        requireReported(true);
        state = RunState.STALLED;
    }

    void fallSilent(Instant now) {
        require(RunState.QUEUED, RunState.STALLED);
        requireReported(true);
        failureReason = FailureReason.SILENT;
        end(RunState.FAILED, now);
    }

    /** A run that a slot executes is cancelled when the slot has ended the trainer; any other at once. */
    void requestCancel(Instant now) {
        switch (state) {
            case QUEUED, STALLED -> end(RunState.CANCELLED, now);
            case RUNNING -> {
                if (reported) {
                    end(RunState.CANCELLED, now);
                } else {
                    cancelRequested = true;
                }
            }
            case SUCCEEDED, FAILED, CANCELLED -> throw illegal();
        }
    }

    void cancelled(Instant now) {
        require(RunState.RUNNING);
        end(RunState.CANCELLED, now);
    }

    private void requeue(Instant notBefore) {
        state = RunState.QUEUED;
        lease = null;
        this.notBefore = notBefore;
    }

    private void end(RunState last, Instant now) {
        state = last;
        lease = null;
        endedAt = now;
    }

    private void require(RunState... expected) {
        if (!List.of(expected).contains(state)) {
            throw illegal();
        }
    }

    private void requireReported(boolean expected) {
        if (reported != expected) {
            throw illegal();
        }
    }

    private IllegalStateException illegal() {
        return new IllegalStateException("run %s is %s".formatted(id, state));
    }

    boolean isCurrent(Attempt token) {
        return state == RunState.RUNNING && attempt == token.number();
    }

    @Override
    public UUID getId() {
        return id;
    }

    /** What its group is. */
    public Purpose purpose() {
        return purpose;
    }

    public UUID groupId() {
        return groupId;
    }

    /** What it is to do, and who trains it. */
    public RunOrder order() {
        return reported
                ? new ReportedOrder(repeat, schedule, iterations, seed, stopRule, placement.client())
                : new ManagedOrder(
                        repeat,
                        Objects.requireNonNull(workload),
                        Objects.requireNonNull(datasetHash),
                        schedule,
                        iterations,
                        seed,
                        Objects.requireNonNull(evaluation),
                        stopRule,
                        measuresFlatness,
                        placement);
    }

    public int repeat() {
        return repeat;
    }

    /** Whose it is. */
    public String client() {
        return placement.client();
    }

    /** Of the data that it is trained on; empty where its client trains it. */
    public Optional<String> datasetHash() {
        return Optional.ofNullable(datasetHash);
    }

    public Schedule schedule() {
        return schedule;
    }

    public long iterations() {
        return iterations;
    }

    public long seed() {
        return seed;
    }

    /** Where the latest attempt is, or was. */
    public Optional<String> lane() {
        return Optional.ofNullable(lane);
    }

    public RunState state() {
        return state;
    }

    public Attempt attempt() {
        return new Attempt(id, attempt);
    }

    /** Of a run that a lane trains. */
    public long iterationsDone() {
        return iterationsDone;
    }

    public Optional<EndReason> endReason() {
        return Optional.ofNullable(endReason);
    }

    /** There where it was to be measured, and the training came to its last iteration. */
    public Optional<Flatness> flatness() {
        return Optional.ofNullable(flatness);
    }

    /** Why it is failed; there when, and only when, it is. */
    public Optional<FailureReason> failureReason() {
        return Optional.ofNullable(failureReason);
    }

    /** The attempts that failed, the first one first. */
    public List<FailedAttempt> failures() {
        return failures;
    }

    /**
     * Why its latest attempt never began; empty once a trainer has begun, and then the run no longer waits for that.
     */
    public Optional<LaunchFailure> launchFailure() {
        return Optional.ofNullable(launchFailure);
    }

    /** What the trainer of the latest attempt that failed wrote to stderr, as far as it is kept. */
    public Optional<String> stderr() {
        return Optional.ofNullable(stderr);
    }

    /** What made the curve, beside the order: versions, device, threads. */
    public Optional<Map<String, String>> provenance() {
        return Optional.ofNullable(provenance);
    }

    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    /** From the claim of the last attempt to the end; empty while the run is not over, or if it was never claimed. */
    Optional<Duration> lastAttemptTook() {
        return claimedAt == null || endedAt == null
                ? Optional.empty()
                : Optional.of(Duration.between(claimedAt, endedAt));
    }

    /** Iterations per second of the present attempt, while it trains, when so many are done. */
    public OptionalDouble rate(long done, Instant now) {
        if (state != RunState.RUNNING || trainingSince == null || done == 0) {
            return OptionalDouble.empty();
        }
        double seconds = Duration.between(trainingSince, now).toMillis() / 1000.0;
        return seconds > 0 ? OptionalDouble.of(done / seconds) : OptionalDouble.empty();
    }
}
