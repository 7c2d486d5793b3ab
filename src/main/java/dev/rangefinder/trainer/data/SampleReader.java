package dev.rangefinder.trainer.data;

import java.util.List;

/** The samples of a part of a data set, as they are put into batches. */
interface SampleReader extends AutoCloseable {

    /** How many there are. */
    int samples();

    /** What one takes in a batch. */
    long sampleBytes();

    Batch newBatch(int capacity);

    /** Says which samples are read next, behind all that were announced before: each is, before it is read. */
    void announce(int[] samples);

    /** Reads one sample to the end of a batch. */
    void read(int sample, Batch into);

    /** How much the labels of some samples vary around their mean; NaN where they are no numbers. */
    default double labelVariance(List<int[]> parts) {
        return Double.NaN;
    }

    @Override
    void close();
}
