package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.loop.Learner;
import dev.rangefinder.trainer.loop.Learner.BatchResult;
import java.util.function.Supplier;

/** The mean squared error of one output for each sample. */
final class SquaredError implements Loss {

    @Override
    public Seen training(PtNDArray outputs, Batch batch) {
        PtNDArray errors = errors(outputs, batch);
        return new Seen(negativeSquares(errors), () -> result(errors));
    }

    @Override
    public PtNDArray plain(PtNDArray outputs, Batch batch) {
        return negativeSquares(errors(outputs, batch));
    }

    private static PtNDArray negativeSquares(PtNDArray errors) {
        TensorOps ops = new TensorOps(errors.getManager());
        return ops.times(-1, ops.square(errors));
    }

    @Override
    public Learner.Seen evaluation(PtNDArray outputs, Batch batch) {
        return result(errors(outputs, batch));
    }

    private static PtNDArray errors(PtNDArray outputs, Batch batch) {
        PtNDArray targets =
                Tensors.of(outputs.getManager(), batch.labels(), new Shape(batch.size(), 1), DataType.FLOAT32);
        return JniUtils.sub(
                JniUtils.to(outputs, DataType.FLOAT32, outputs.getManager().getDevice()), targets);
    }

    private static Learner.Seen result(PtNDArray errors) {
        Supplier<float[]> values = Tensors.calls().floatsLater(errors);
        return () -> result(values.get());
    }

    /** The squares are summed in double. */
    private static BatchResult result(float[] errors) {
        double squares = 0;
        for (float error : errors) {
            squares += (double) error * error;
        }
        return new BatchResult(squares / errors.length, 0);
    }
}
