package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.format.StoredData;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The batches of one run: endless ones for training, shuffled anew each epoch, and the same few for every evaluation. */
public final class Batches implements AutoCloseable {

    /** Which test samples are looked at is the same for every run, so that runs can be compared. */
    private static final long TEST_SAMPLES_SEED = 1;

    /** Large enough to keep the kernels busy, small enough for a GPU that has little to spare. */
    private static final int EVALUATION_BATCH = 500;

    /** One is trained on while the other is filled, which takes far less time. */
    private static final int BUFFERS = 2;

    private final Split test;
    private final Scaling scaling;
    private final int[] evaluated;
    private final Feed feed;
    private final Batch evaluationBatch;

    private Batches(Split training, Split test, Workload workload, Evaluation evaluation, long seed) {
        int sampleSize = training.layout().shape().size();
        this.test = test;
        this.scaling = Scaling.of(workload.preprocessing(), training);
        this.evaluated = Arrays.copyOf(
                new Shuffle(test.samples(), 1, TEST_SAMPLES_SEED).permutation(),
                Math.min(evaluation.samples(), test.samples()));
        Shuffle order = new Shuffle(training.samples(), workload.batchSize(), seed);
        this.feed = new Feed(
                BUFFERS,
                () -> new Batch(workload.batchSize(), sampleSize),
                batch -> fill(batch, training, order.next()));
        this.evaluationBatch = new Batch(Math.min(EVALUATION_BATCH, Math.max(evaluated.length, 1)), sampleSize);
    }

    public static Batches of(StoredData data, Workload workload, Evaluation evaluation, long seed) throws IOException {
        return new Batches(Split.training(data), Split.test(data), workload, evaluation, seed);
    }

    /** The next batch to train on; it replaces the one before. */
    public Batch next() {
        return feed.next();
    }

    /** How the samples to evaluate on are split up; each part is asked for with {@link #evaluation}. */
    public List<int[]> evaluationParts() {
        List<int[]> parts = new ArrayList<>();
        for (int from = 0; from < evaluated.length; from += EVALUATION_BATCH) {
            parts.add(Arrays.copyOfRange(evaluated, from, Math.min(from + EVALUATION_BATCH, evaluated.length)));
        }
        return parts;
    }

    /** The batch of one such part; it replaces the one before. */
    public Batch evaluation(int[] part) {
        fill(evaluationBatch, test, part);
        return evaluationBatch;
    }

    private void fill(Batch batch, Split split, int[] samples) {
        float[] values = new float[split.layout().shape().size()];
        batch.clear();
        for (int sample : samples) {
            split.read(sample, values);
            scaling.apply(values);
            batch.add(values, split.label(sample));
        }
    }

    /** Ends the decoding ahead. */
    @Override
    public void close() {
        feed.close();
    }
}
