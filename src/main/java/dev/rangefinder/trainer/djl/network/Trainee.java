package dev.rangefinder.trainer.djl.network;

import ai.djl.pytorch.engine.PtNDArray;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import java.util.List;

/** What is trained: a function with parameters, built in or uploaded. */
public interface Trainee {

    /** What the pass is for. */
    enum Mode {
        /** Batch norm sees the batch, and remembers it; dropout drops. */
        TRAINING,
        EVALUATION
    }

    /** The shape of one sample. */
    Shape input();

    /** Whether its input is the tokens of a text. */
    boolean readsTokens();

    default ai.djl.ndarray.types.Shape inputShape(int batchSize) {
        if (readsTokens()) {
            return new ai.djl.ndarray.types.Shape(batchSize, input().width());
        }
        return new ai.djl.ndarray.types.Shape(batchSize, input().height(), input().width(), input().channels());
    }

    /**
     * Scores that are learned from beside those of the last pass.
     *
     * @param weight of their loss
     */
    record Auxiliary(PtNDArray scores, double weight) {}

    /** Those of the last pass of training, if there are any. */
    default List<Auxiliary> auxiliary() {
        return List.of();
    }

    /** What is learned, in an order of its own that does not change. */
    List<Parameter> parameters();

    /**
     * From inputs as {@link #inputShape} to {@code batch × classes}, or to a row for each token of the windows, before
     * any softmax; the results belong to the inputs' manager.
     */
    PtNDArray apply(PtNDArray inputs, Mode mode);
}
