package dev.rangefinder.rangetest;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.run.Attempt;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.ClaimedRun;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.Submissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Brings range tests to their end without a trainer, on a server whose lanes are closed. */
public class FinishedRangeTests {

    private static final int ITERATIONS = 300;

    private final RangeTests rangeTests;
    private final Runs runs;
    private final RunQueue queue;
    private final Attempts attempts;

    FinishedRangeTests(RangeTests rangeTests, Runs runs, RunQueue queue, Attempts attempts) {
        this.rangeTests = rangeTests;
        this.runs = runs;
        this.queue = queue;
        this.attempts = attempts;
    }

    /** A range test whose curves fall, and then rise; no other may be waiting. */
    public UUID succeeded(int repeats) {
        UUID id = submitted(repeats);
        for (int repeat = 0; repeat < repeats; repeat++) {
            attempts.succeeded(observed(next()), EndReason.COMPLETED, null);
        }
        return id;
    }

    /** One whose first attempt was handed back when it had observed all. */
    public UUID handedBackOnceThenSucceeded() {
        UUID id = handedBackOnceAndRunning();
        attempts.succeeded(runs.ofGroup(id).getFirst().attempt(), EndReason.COMPLETED, null);
        return id;
    }

    /** The same, while the second attempt is in training. */
    public UUID handedBackOnceAndRunning() {
        UUID id = submitted(1);
        attempts.handedBack(observed(next()));
        observed(next());
        return id;
    }

    /** A range test of one's own, whose losses follow from the rate, but for a noise that its seed draws. */
    public UUID succeeded(String submission, DoubleUnaryOperator loss) {
        UUID id = rangeTests
                .submit(Json.MAPPER.readValue(submission, Submission.class))
                .getId();
        train(id, loss);
        return id;
    }

    /** Trains the runs of a range test that waits; no other may be waiting. */
    public void train(UUID id, DoubleUnaryOperator loss) {
        for (Run waiting : runs.ofGroup(id)) {
            ClaimedRun run = next();
            RandomGenerator noise = new Random(waiting.seed());
            attempts.observed(
                    run.attempt(),
                    LongStream.range(0, run.order().iterations())
                            .mapToObj(i -> {
                                double lr = run.order().schedule().learningRate(i);
                                return new Observation(
                                        i, lr, loss.applyAsDouble(lr) + 0.02 * noise.nextGaussian(), null, null);
                            })
                            .toList());
            attempts.succeeded(run.attempt(), EndReason.COMPLETED, null);
        }
    }

    /** Trains what waits so that it ends with an accuracy that follows from the highest rate of its cycle. */
    public void trainAll(DoubleUnaryOperator accuracy) {
        Optional<ClaimedRun> waiting = waiting();
        while (waiting.isPresent()) {
            ClaimedRun run = waiting.get();
            double highest = run.order()
                    .schedule()
                    .learningRate(run.order().schedule().cycleLength().orElseThrow() / 2);
            attempts.observed(
                    run.attempt(),
                    LongStream.range(0, run.order().iterations())
                            .mapToObj(i -> new Observation(
                                    i,
                                    run.order().schedule().learningRate(i),
                                    1,
                                    null,
                                    i == run.order().iterations() - 1
                                            ? new Validation(1.0, accuracy.applyAsDouble(highest))
                                            : null))
                            .toList());
            attempts.succeeded(run.attempt(), EndReason.COMPLETED, null);
            waiting = waiting();
        }
    }

    private Optional<ClaimedRun> waiting() {
        return queue.claim(new Offer("local", DeviceKind.CPU), UUID.randomUUID());
    }

    /** Takes the run that waits. */
    public Attempt claimed() {
        return next().attempt();
    }

    private UUID submitted(int repeats) {
        return rangeTests
                .submit(Json.MAPPER.readValue(Submissions.spirals(ITERATIONS, repeats, 1), Submission.class))
                .getId();
    }

    private ClaimedRun next() {
        return waiting().orElseThrow();
    }

    private Attempt observed(ClaimedRun run) {
        attempts.observed(run.attempt(), curve(run));
        return run.attempt();
    }

    /** What such a run observes. */
    private static List<Observation> curve(ClaimedRun run) {
        return LongStream.range(0, ITERATIONS)
                .mapToObj(i -> {
                    double loss = 1 - i / 400.0 + Math.pow(i / 250.0, 8);
                    return new Observation(
                            i, run.order().schedule().learningRate(i), loss, Math.max(0, 1 - loss), null);
                })
                .toList();
    }
}
