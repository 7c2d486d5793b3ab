package dev.rangefinder.comparison;

import dev.rangefinder.comparison.judge.EntryRuns;
import dev.rangefinder.comparison.judge.Judgement;
import dev.rangefinder.comparison.judge.Terms;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.comparison.submission.Trained;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Task.Score;
import dev.rangefinder.rangetest.submission.ReportedWorkload;
import dev.rangefinder.run.Lifecycle;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Aggregate;
import dev.rangefinder.shared.Ids;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Schedules trained on one budget, from their submission to the result, which never changes afterwards. */
@Entity
@DynamicUpdate
@SuppressWarnings({"NullAway.Init", "unused"}) // Hibernate fills and reads the fields
public class Comparison extends Aggregate<UUID> {

    @Id
    private UUID id;

    @Embedded
    private Lifecycle lifecycle;

    @JdbcTypeCode(SqlTypes.JSON)
    private ComparisonOrder definition;

    private @Nullable String dataset;
    private @Nullable String model;
    private @Nullable String optimizer;
    private int batchSize;
    private @Nullable Integer classes;
    private long samples;
    private long iterationsPerEpoch;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> tags;

    private @Nullable UUID rerunOf;
    private @Nullable UUID extendsComparison;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Judgement result;

    protected Comparison() {}

    /** One that the service trains. */
    Comparison(ComparisonOrder order, Workload workload, Layout stored, Origin origin, Instant now) {
        this(order, origin, workload.samplesPerStep(), now);
        Layout layout = workload.seen(stored);
        this.dataset = workload.dataset();
        this.model = workload.modelName();
        this.optimizer = workload.optimizerName();
        this.classes = layout.classes();
        this.samples = Math.min(order.budget().evaluation().samples(), layout.testSamples());
        this.iterationsPerEpoch = workload.iterationsPerEpoch(layout.trainSamples());
    }

    /** One that its client trains. */
    Comparison(ComparisonOrder order, Trained.Reported reported, Origin origin, Instant now) {
        this(order, origin, reported.terms().workload().batchSize(), now);
        ReportedWorkload workload = reported.terms().workload();
        this.dataset = workload.dataset();
        this.model = workload.modelName();
        this.optimizer = workload.optimizerName();
        this.classes = reported.classes();
        this.samples = order.budget().evaluation().samples();
        this.iterationsPerEpoch = workload.iterationsPerEpoch();
    }

    private Comparison(ComparisonOrder order, Origin origin, int batchSize, Instant now) {
        this.id = Ids.next();
        this.lifecycle = Lifecycle.queued(now);
        this.definition = order;
        this.batchSize = batchSize;
        this.tags = order.tags();
        this.rerunOf = origin.rerunOf();
        this.extendsComparison = origin.extended();
    }

    /** Which comparison another one came from, and how. */
    record Origin(@Nullable UUID rerunOf, @Nullable UUID extended) {

        static final Origin NONE = new Origin(null, null);
    }

    /** A run has been taken. */
    void start(Instant now) {
        lifecycle = lifecycle.started(now);
    }

    void succeed(Judgement judgement, Instant now) {
        result = judgement;
        lifecycle = lifecycle.ended(RunState.SUCCEEDED, now);
    }

    void fail(Instant now) {
        lifecycle = lifecycle.ended(RunState.FAILED, now);
    }

    void cancelled(Instant now) {
        lifecycle = lifecycle.ended(RunState.CANCELLED, now);
    }

    /** What its runs are judged by beside what they have measured. */
    Terms terms(List<EntryRuns> entries) {
        return switch (definition.trained()) {
            case Trained.Managed managed ->
                Terms.ofClasses(definition.baseline(), definition.margin(), samples, Objects.requireNonNull(classes));
            case Trained.Reported reported -> {
                Guess guess = Guess.of(classes, reported.terms().workload(), entries);
                yield new Terms(definition.baseline(), definition.margin(), samples, guess.accuracy(), guess.loss());
            }
        };
    }

    @Override
    public UUID getId() {
        return id;
    }

    public RunState state() {
        return lifecycle.state();
    }

    /** What was asked for, everything filled in. */
    public ComparisonOrder order() {
        return definition;
    }

    /** What its curves and its result have in the place of the accuracy; empty where its client trains. */
    public Optional<Score> score() {
        return switch (definition.trained()) {
            case Trained.Managed managed ->
                Optional.of(Objects.requireNonNull(classes) == 1 ? Score.R2 : Score.ACCURACY);
            case Trained.Reported reported -> Optional.empty();
        };
    }

    /** The entry whose run has that number. */
    public Entry entryOf(int run) {
        return definition.entries().get(run / definition.budget().repeats());
    }

    /** The repeat whose run has that number. */
    public int repeatOf(int run) {
        return run % definition.budget().repeats();
    }

    /** Whole batches in the training split. */
    public long iterationsPerEpoch() {
        return iterationsPerEpoch;
    }

    /** The comparison that this one repeats, which may be deleted since. */
    public Optional<UUID> rerunOf() {
        return Optional.ofNullable(rerunOf);
    }

    /** The comparison whose runs this one has beside its own, which may be deleted since. */
    public Optional<UUID> extended() {
        return Optional.ofNullable(extendsComparison);
    }

    /** There when, and only when, it has succeeded. */
    public Optional<Judgement> result() {
        return Optional.ofNullable(result);
    }

    public Instant createdAt() {
        return lifecycle.createdAt();
    }

    public Optional<Instant> startedAt() {
        return Optional.ofNullable(lifecycle.startedAt());
    }

    public Optional<Instant> endedAt() {
        return Optional.ofNullable(lifecycle.endedAt());
    }
}
