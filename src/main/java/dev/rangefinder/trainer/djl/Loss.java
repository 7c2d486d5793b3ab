package dev.rangefinder.trainer.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.loop.Learner;
import java.util.function.Supplier;

/** How outputs are held against the labels of a batch. */
interface Loss {

    /**
     * What training makes large, and what is said of it.
     *
     * @param objective a number for each label: the mean of their negatives is the loss
     * @param result asks the device for what is said, while the objective is there
     */
    record Seen(PtNDArray objective, Supplier<Learner.Seen> result) {}

    /** Of a batch that is learned from. */
    Seen training(PtNDArray outputs, Batch batch);

    /** The same number for each label, without label smoothing. */
    PtNDArray plain(PtNDArray outputs, Batch batch);

    /** Of one that is not. */
    Learner.Seen evaluation(PtNDArray outputs, Batch batch);
}
