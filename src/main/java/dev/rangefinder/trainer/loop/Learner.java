package dev.rangefinder.trainer.loop;

import dev.rangefinder.trainer.data.Batch;
import java.util.OptionalDouble;

/** A network with its weights and its optimizer. */
public interface Learner extends AutoCloseable {

    /** Looks at a batch as it will be learned from: loss and accuracy before the step. */
    Seen look(Batch batch);

    /** What a device may still be computing; it is read when another batch may have taken the place of the one it is of. */
    interface Seen {

        /** Waits for it. */
        BatchResult read();
    }

    /**
     * Keeps the gradient of the batch looked at last for the step that is to come.
     *
     * @param momentum of that step, where the schedule says one
     */
    void gather(OptionalDouble momentum);

    /**
     * Takes one optimizer step from the batch looked at last, and from what was gathered before.
     *
     * @param momentum instead of the optimizer's own, where the schedule says one
     */
    void step(double lr, OptionalDouble momentum);

    /** Looks at a batch that nothing is learned from. */
    BatchResult evaluate(Batch batch);

    @Override
    void close();

    /** Mean loss over the labels of a batch, and how many of them were told right; of a regression none. */
    record BatchResult(double loss, int right) {}
}
