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

/**
 * The mean negative log-likelihood of classes, or of the tokens of a text.
 *
 * @param staysOnDevice whether what each label might have been is not fetched: vocabularies are large
 * @param smoothing the share of each label that is spread over all classes
 */
record CrossEntropy(boolean staysOnDevice, double smoothing) implements Loss {

    @Override
    public Seen training(PtNDArray outputs, Batch batch) {
        PtNDArray logProbabilities = logProbabilities(outputs);
        PtNDArray logLikelihood = logLikelihood(batch, logProbabilities);
        PtNDArray objective = smoothing > 0 ? smoothed(logLikelihood, logProbabilities) : logLikelihood;
        return new Seen(
                objective,
                () -> staysOnDevice || smoothing > 0
                        ? resultOnDevice(batch, logProbabilities, objective)
                        : result(batch, logProbabilities));
    }

    @Override
    public PtNDArray plain(PtNDArray outputs, Batch batch) {
        return logLikelihood(batch, logProbabilities(outputs));
    }

    @Override
    public Learner.Seen evaluation(PtNDArray outputs, Batch batch) {
        PtNDArray logProbabilities = logProbabilities(outputs);
        return staysOnDevice
                ? resultOnDevice(batch, logProbabilities, logLikelihood(batch, logProbabilities))
                : result(batch, logProbabilities);
    }

    private static PtNDArray logProbabilities(PtNDArray outputs) {
        return JniUtils.logSoftmax(outputs, 1, DataType.FLOAT32);
    }

    /** Of each label. */
    private static PtNDArray logLikelihood(Batch batch, PtNDArray logProbabilities) {
        PtNDArray labels = Tensors.of(
                logProbabilities.getManager(), batch.labels(), new Shape(batch.targets(), 1), DataType.INT64);
        return Tensors.calls().gather(logProbabilities, labels);
    }

    /** What is said of the label, and a little of what is said of every class. */
    private PtNDArray smoothed(PtNDArray logLikelihood, PtNDArray logProbabilities) {
        TensorOps ops = new TensorOps(logLikelihood.getManager());
        PtNDArray mean = JniUtils.mean(logProbabilities, 1, true);
        return ops.sum(ops.times(1 - smoothing, logLikelihood), ops.times(smoothing, mean));
    }

    private static Learner.Seen resultOnDevice(Batch batch, PtNDArray logProbabilities, PtNDArray objective) {
        Supplier<long[]> likeliest = Tensors.calls().longsLater(JniUtils.argMax(logProbabilities, 1, false));
        Supplier<float[]> values = Tensors.calls().floatsLater(objective);
        int[] labels = batch.classes();
        return () -> result(labels, likeliest.get(), values.get());
    }

    private static BatchResult result(int[] labels, long[] likeliest, float[] values) {
        double loss = 0;
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            loss -= values[i];
            right += likeliest[i] == labels[i] ? 1 : 0;
        }
        return new BatchResult(loss / labels.length, right);
    }

    /** One transfer gives both figures. */
    private static Learner.Seen result(Batch batch, PtNDArray logProbabilities) {
        Supplier<float[]> values = Tensors.calls().floatsLater(logProbabilities);
        int[] labels = batch.classes();
        return () -> result(labels, values.get());
    }

    /** The loss is summed in double. */
    private static BatchResult result(int[] labels, float[] values) {
        int classes = values.length / labels.length;
        double loss = 0;
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            loss -= values[i * classes + labels[i]];
            right += largest(values, i * classes, classes) == labels[i] ? 1 : 0;
        }
        return new BatchResult(loss / labels.length, right);
    }

    private static int largest(float[] values, int from, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            largest = values[from + i] > values[from + largest] ? i : largest;
        }
        return largest;
    }
}
