package dev.rangefinder.rangetest;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Divergence;
import dev.rangefinder.dataset.samples.Task;
import dev.rangefinder.dataset.samples.Task.Score;
import dev.rangefinder.rangetest.submission.CommonTerms;
import dev.rangefinder.rangetest.submission.ManagedSubmission;
import dev.rangefinder.rangetest.submission.ReportedSubmission;
import dev.rangefinder.rangetest.submission.ReportedTerms;
import dev.rangefinder.rangetest.submission.ReportedWorkload;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.rangetest.submission.Sweep;
import dev.rangefinder.rangetest.submission.Verify;
import dev.rangefinder.recommendation.BatchScaling;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.race.Race;
import dev.rangefinder.recommendation.race.Race.Trial;
import dev.rangefinder.recommendation.race.RacePlan;
import dev.rangefinder.run.Lifecycle;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Aggregate;
import dev.rangefinder.shared.Ids;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A range test, from its submission to its recommendation, which never changes afterwards. */
@Entity
@DynamicUpdate
@SuppressWarnings({"NullAway.Init", "unused"}) // Hibernate fills and reads the fields
public class RangeTest extends Aggregate<UUID> {

    @Id
    private UUID id;

    private @Nullable String name;

    @Embedded
    private Lifecycle lifecycle;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Workload workload;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable ReportedTerms reported;

    private @Nullable String dataset;
    private @Nullable String model;
    private @Nullable String optimizer;
    private int batchSize;

    @JdbcTypeCode(SqlTypes.JSON)
    private Sweep sweep;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Evaluation evaluation;

    private int repeats;
    private long seed;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> tags;

    @Embedded
    private Placement placement;

    private long iterationsPerEpoch;
    private @Nullable Double trivialLoss;

    @Enumerated(EnumType.STRING)
    private @Nullable Task task;

    private @Nullable UUID rerunOf;
    private @Nullable Long refineIterations;
    private @Nullable UUID refines;
    private @Nullable UUID refinedBy;

    @Enumerated(EnumType.STRING)
    private @Nullable Verdict verdict;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Recommendation recommendation;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Verify verify;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Race race;

    protected RangeTest() {}

    RangeTest(
            ManagedSubmission submission,
            long iterationsPerEpoch,
            Task task,
            @Nullable Double trivialLoss,
            Origin origin,
            Instant now) {
        this((Submission) submission, iterationsPerEpoch, origin, now);
        this.task = task;
        this.trivialLoss = trivialLoss;
        Workload trained = submission.workload();
        this.workload = trained;
        this.dataset = trained.dataset();
        this.model = trained.modelName();
        this.optimizer = trained.optimizerName();
        this.batchSize = trained.samplesPerStep();
        this.evaluation = submission.evaluation();
        this.verify = submission.verify();
    }

    RangeTest(ReportedSubmission submission, Origin origin, Instant now) {
        this(submission, submission.workload().iterationsPerEpoch(), origin, now);
        ReportedWorkload trained = submission.workload();
        this.reported = new ReportedTerms(trained, submission.reporting());
        this.verify = submission.verify();
        this.dataset = trained.dataset();
        this.model = trained.modelName();
        this.optimizer = trained.optimizerName();
        this.batchSize = trained.batchSize();
    }

    private RangeTest(Submission submission, long iterationsPerEpoch, Origin origin, Instant now) {
        CommonTerms terms = submission.terms();
        this.id = Ids.next();
        this.name = terms.name();
        this.lifecycle = Lifecycle.queued(now);
        this.sweep = terms.sweep();
        this.repeats = terms.repeats();
        this.seed = terms.seed();
        this.tags = terms.tags();
        this.refineIterations = terms.refineIterations();
        this.placement = submission.placement();
        this.iterationsPerEpoch = iterationsPerEpoch;
        this.rerunOf = origin.rerunOf();
        this.refines = origin.refines();
    }

    /** A run has been taken. */
    void start(Instant now) {
        lifecycle = lifecycle.started(now);
    }

    void succeed(Recommendation recommendation, Instant now) {
        pin(recommendation);
        lifecycle = lifecycle.ended(RunState.SUCCEEDED, now);
    }

    /** A further sweep follows, which is to answer what this one did not. */
    void refinedBy(UUID further) {
        this.refinedBy = further;
    }

    /** The recommendation is being checked, and this is how far that has come. */
    void race(Race race) {
        this.race = race;
    }

    void fail(Instant now) {
        lifecycle = lifecycle.ended(RunState.FAILED, now);
    }

    /** No run has come to its end, but there is something to be read. */
    void fail(Recommendation recommendation, Instant now) {
        pin(recommendation);
        lifecycle = lifecycle.ended(RunState.FAILED, now);
    }

    private void pin(Recommendation recommendation) {
        this.recommendation = recommendation;
        this.verdict = recommendation.verdict();
    }

    void cancelled(Instant now) {
        lifecycle = lifecycle.ended(RunState.CANCELLED, now);
    }

    /**
     * The part of a curve that a recommendation is drawn from: where its repeat was not stopped, what comes before it
     * should have been.
     */
    Curve partToRead(Curve curve) {
        Curve read = sweep.stopRule() == StopRule.NONE ? Divergence.until(curve) : curve;
        return score().filter(Score.R2::equals).isPresent() ? read.withoutScores() : read;
    }

    /** What its curves have in the place of the accuracy; empty where its client trains. */
    public Optional<Score> score() {
        return workload == null
                ? Optional.empty()
                : Optional.of(
                        Objects.requireNonNullElse(task, Task.CLASSIFICATION).score());
    }

    /** What was asked for, so that it can be asked for again. */
    Submission submission() {
        CommonTerms terms = new CommonTerms(name, sweep, repeats, seed, tags, refineIterations);
        return reported != null
                ? new ReportedSubmission(terms, reported.workload(), reported.reporting(), placement, verify)
                : new ManagedSubmission(
                        terms, Objects.requireNonNull(workload), Objects.requireNonNull(evaluation), placement, verify);
    }

    @Override
    public UUID getId() {
        return id;
    }

    public @Nullable String name() {
        return name;
    }

    public RunState state() {
        return lifecycle.state();
    }

    /** Of a managed test. */
    public Optional<Workload> workload() {
        return Optional.ofNullable(workload);
    }

    /** There when, and only when, its client trains it. */
    public Optional<ReportedTerms> reported() {
        return Optional.ofNullable(reported);
    }

    /** The name of the data set; of a reported test, where that says one. */
    Optional<String> dataset() {
        return Optional.ofNullable(dataset);
    }

    /** What the network is called; of a reported test, where that says it. */
    Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /** What the optimizer is called; of a reported test, where that says it. */
    public Optional<String> optimizer() {
        return Optional.ofNullable(optimizer);
    }

    /** What it is called, if it has a name, and what it trains. */
    String title() {
        String trained =
                workload == null ? Objects.requireNonNull(reported).workload().inWords() : workload.inWords();
        return name == null ? trained : name + ": " + trained;
    }

    public int batchSize() {
        return batchSize;
    }

    public Sweep sweep() {
        return sweep;
    }

    /** Of a managed test. */
    public Optional<Evaluation> evaluation() {
        return Optional.ofNullable(evaluation);
    }

    public int repeats() {
        return repeats;
    }

    public long seed() {
        return seed;
    }

    public Map<String, String> tags() {
        return tags;
    }

    public Placement placement() {
        return placement;
    }

    /**
     * Whole batches in the training split, without the last, partial one; or what the client of a reported test says.
     */
    public long iterationsPerEpoch() {
        return iterationsPerEpoch;
    }

    /** The loss of the best answer that looks at nothing: what the client of a reported test says, or of a text. */
    public Optional<Double> trivialLoss() {
        return reported().isPresent()
                ? reported().map(terms -> terms.workload().trivialLoss())
                : Optional.ofNullable(trivialLoss);
    }

    /** What its curves are read with. */
    TestContext context() {
        Optional<Double> momentum = workload == null
                ? reported().flatMap(terms -> terms.workload().momentum())
                : Optional.of(workload.optimizer().carriedOn());
        return new TestContext(
                new SweptRange(sweep.startLr(), sweep.endLr(), sweep.iterations()),
                iterationsPerEpoch,
                momentum.orElse(null),
                trivialLoss().orElse(null),
                optimizer()
                        .filter(name -> BatchScaling.of(name) == BatchScaling.LINEAR)
                        .isPresent());
    }

    /** The range test that this one repeats, which may be deleted since. */
    public Optional<UUID> rerunOf() {
        return Optional.ofNullable(rerunOf);
    }

    /** How many iterations further sweeps may take; empty where none are wanted. */
    public Optional<Long> refineIterations() {
        return Optional.ofNullable(refineIterations);
    }

    /** What is trained at most to check the recommendation; empty where it is not to be checked. */
    public Optional<RacePlan> racePlan() {
        return verify().map(Verify::plan);
    }

    /** Whether the recommendation is to be checked, and at what cost. */
    public Optional<Verify> verify() {
        return Optional.ofNullable(verify);
    }

    /** There as soon as the sweep has been read, if its answer is to be checked. */
    public Optional<Race> race() {
        return Optional.ofNullable(race);
    }

    /** Whether the run of that number is a repeat of the sweep, not a training that checks it. */
    public boolean isOfSweep(int run) {
        return run < repeats;
    }

    /** The run of a training that checks the recommendation: they follow the repeats of the sweep. */
    int numberOf(Trial trial) {
        return repeats + trial.number();
    }

    /** The training of the run of that number; empty for a repeat of the sweep. */
    public Optional<Trial> trialOf(int run) {
        return race().stream()
                .flatMap(begun -> begun.allTrials().stream())
                .filter(trial -> numberOf(trial) == run)
                .findFirst();
    }

    /** The range test whose question this one is to answer, which may be deleted since. */
    public Optional<UUID> refines() {
        return Optional.ofNullable(refines);
    }

    /** The range test that followed because this one did not answer; it may be deleted since. */
    public Optional<UUID> refinedBy() {
        return Optional.ofNullable(refinedBy);
    }

    /** There when the test has succeeded, and when it failed with something to be read. */
    public Optional<Recommendation> recommendation() {
        return Optional.ofNullable(recommendation);
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
