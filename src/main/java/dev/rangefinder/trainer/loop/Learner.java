package dev.rangefinder.trainer.loop;

import dev.rangefinder.trainer.data.Batch;

/** A network with its weights and its optimizer. */
public interface Learner extends AutoCloseable {

    /** Looks at a batch as it will be learned from: loss and accuracy before the step. */
    Outcome look(Batch batch);

    /** Takes one optimizer step from the batch looked at last. */
    void step(double lr);

    /** Looks at a batch that nothing is learned from. */
    Outcome evaluate(Batch batch);

    @Override
    void close();

    /** Mean loss over a batch, and how many of its samples are right. */
    record Outcome(double loss, int right) {}
}
