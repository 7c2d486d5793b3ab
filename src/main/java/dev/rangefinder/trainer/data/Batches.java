package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.Vit;
import dev.rangefinder.run.spec.Augmentation;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.run.spec.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one run: endless ones for training, shuffled anew each epoch, and the same few for every evaluation.
 */
public final class Batches implements AutoCloseable {

    /** Which test samples are looked at is the same for every run, so that runs can be compared. */
    private static final long TEST_SAMPLES_SEED = 1;

    /** Enough to keep the kernels busy, few enough for a GPU that has little to spare. */
    private static final int EVALUATION_BATCH = 500;

    /** There are two such buffers; of colour images of more than 105 pixels a side, fewer make a batch. */
    private static final int BUFFER_BYTES = 64 << 20;

    /** On the device; twice as much while they are brought there. CIFAR-10 takes 0.6 GB. */
    private static final long MOST_RESIDENT_BYTES = 1L << 30;

    /** One is in use while the other is filled, which takes far less time. */
    private static final int BUFFERS = 2;

    private final List<int[]> evaluated;
    private final List<SampleReader> readers;
    private final Prefetcher training;
    private final Prefetcher evaluation;
    private final double evaluatedVariance;
    private final Supplier<FixedBatches> fixed;
    private final @Nullable FixedBatches resident;

    private Batches(
            SampleReader training,
            SampleReader test,
            Supplier<SampleReader> unaltered,
            @Nullable FixedBatches resident,
            Workload workload,
            Evaluation evaluation,
            long seed) {
        Shuffle order = new Shuffle(training.samples(), workload.batchSize(), seed);
        this.training = new Prefetcher(
                BUFFERS, () -> training.newBatch(workload.batchSize()), new Filling(training, order::next));
        this.readers = List.of(training, test);
        this.evaluated = evaluated(test, evaluation, mostEvaluated(workload));
        this.evaluation = evaluationFeed(test);
        this.evaluatedVariance = evaluated.isEmpty() ? Double.NaN : test.labelVariance(evaluated);
        this.fixed = () ->
                FixedBatches.some(unaltered.get(), workload.batchSize(), Flatness.MOST_SAMPLES, Flatness.MOST_BATCHES);
        this.resident = resident;
    }

    /** Attention takes memory by the square of what it looks at: it has room for a batch, but perhaps for no more. */
    private static int mostEvaluated(Workload workload) {
        return workload.context() != null || workload.model() instanceof Vit ? workload.batchSize() : EVALUATION_BATCH;
    }

    private static List<int[]> evaluated(SampleReader test, Evaluation evaluation, int wanted) {
        int[] samples = Arrays.copyOf(
                new Shuffle(test.samples(), 1, TEST_SAMPLES_SEED).permutation(),
                Math.min(evaluation.samples(), test.samples()));
        int most = Math.min(mostAtOnce(test), wanted);
        List<int[]> parts = new ArrayList<>();
        for (int from = 0; from < samples.length; from += most) {
            parts.add(Arrays.copyOfRange(samples, from, Math.min(from + most, samples.length)));
        }
        return parts;
    }

    private static int mostAtOnce(SampleReader samples) {
        return Math.clamp(BUFFER_BYTES / samples.sampleBytes(), 1, Integer.MAX_VALUE);
    }

    /**
     * Part after part, and again from the first: so every evaluation has all. Where each has a buffer of its own, it is
     * filled once.
     */
    private Prefetcher evaluationFeed(SampleReader test) {
        boolean areKept = evaluated.size() <= BUFFERS;
        int capacity = evaluated.isEmpty() ? 0 : evaluated.getFirst().length;
        Iterator<int[]> parts =
                Stream.generate(() -> evaluated).flatMap(List::stream).iterator();
        return new Prefetcher(Math.clamp(evaluated.size(), 1, BUFFERS), () -> test.newBatch(capacity), batch -> {
            int[] part = parts.next();
            if (!areKept || batch.size() == 0) {
                test.announce(part);
                Filling.fill(batch, test, part);
            }
        });
    }

    /** With all inputs in them. */
    public static Batches of(StoredData data, Workload workload, Evaluation evaluation, long seed) throws IOException {
        return of(data, workload, evaluation, seed, false);
    }

    /**
     * Likewise.
     *
     * @param mayReside whether inputs for training that are small enough, and the same each time, are to lie on the
     *     device: then {@link #resident} has them all, and batches to train on say which they are
     */
    public static Batches of(StoredData data, Workload workload, Evaluation evaluation, long seed, boolean mayReside)
            throws IOException {
        Split training = Split.training(data);
        Split test = Split.test(data);
        @Nullable Integer context = workload.context();
        if (context != null) {
            return new Batches(
                    new TextWindows(training, context),
                    new TextWindows(test, context),
                    () -> new TextWindows(training, context),
                    null,
                    workload,
                    evaluation,
                    seed);
        }
        Normalizer normalizer = Normalizer.of(workload.preprocessing(), training);
        Shape sample = data.layout().shape();
        @Nullable Augmentation augmentation = workload.augmentation();
        ImageView inTraining =
                augmentation == null ? ImageView.whole(sample) : Cropped.training(augmentation, sample, seed);
        ImageView inEvaluation = middle(augmentation, sample);
        Labels labels = data.layout().isRegression() ? ScaledTargets.of(training) : new ClassLabels();
        SampleReader samples = new NormalizedSamples(training, normalizer, inTraining, labels);
        boolean reside = mayReside && augmentation == null && bytes(samples) <= MOST_RESIDENT_BYTES;
        return new Batches(
                reside ? new NumberedSamples(training, labels) : samples,
                new NormalizedSamples(test, normalizer, inEvaluation, labels),
                () -> new NormalizedSamples(training, normalizer, middle(augmentation, sample), labels),
                reside ? FixedBatches.all(samples, Math.min(samples.samples(), mostAtOnce(samples))) : null,
                workload,
                evaluation,
                seed);
    }

    private static long bytes(SampleReader samples) {
        return samples.samples() * samples.sampleBytes();
    }

    /** As images are looked at that nothing is learned from. */
    private static ImageView middle(@Nullable Augmentation augmentation, Shape sample) {
        return augmentation == null ? ImageView.whole(sample) : Cropped.evaluation(augmentation, sample);
    }

    /** The next batch to train on; it replaces the one before. */
    public Batch next() {
        return training.next();
    }

    /** In how many batches the samples come that an evaluation looks at. */
    public int evaluationBatches() {
        return evaluated.size();
    }

    /** How much the labels of these samples vary around their mean, in a regression; NaN elsewhere. */
    public double evaluatedVariance() {
        return evaluatedVariance;
    }

    /** The next of these batches, and after the last the first again; it replaces the one before. */
    public Batch nextEvaluation() {
        return evaluation.next();
    }

    /** The inputs of all training samples, by their numbers; null where batches have them. */
    public @Nullable FixedBatches resident() {
        return resident;
    }

    /** Of training samples as they are stored: what flatness is measured on. */
    public FixedBatches fixed() {
        return fixed.get();
    }

    /** How long it was waited for batches, behind the first for training and the first for evaluation. */
    public long waitedNanos() {
        return training.waitedNanos() + evaluation.waitedNanos();
    }

    /** Ends the decoding ahead. */
    @Override
    public void close() {
        training.close();
        evaluation.close();
        readers.forEach(SampleReader::close);
    }
}
