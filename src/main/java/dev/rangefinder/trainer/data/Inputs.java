package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.samples.Moments;
import java.io.IOException;

/** The values of the samples of a part, wherever they are. */
interface Inputs {

    /** Copies so many tokens of a text, from one of them on. */
    void readTokens(long from, long[] tokens);

    /** Those of all samples. */
    Moments moments() throws IOException;

    /** Reads them in an order that is known beforehand; to be closed. */
    InOrder inOrder();

    /** Reads one sample after the other. */
    interface InOrder extends AutoCloseable {

        /** Says which samples come next, behind all that were announced before. */
        void announce(int[] samples);

        /** Copies the values of the next of those that were announced, bytes as 0 to 255. */
        void read(int sample, float[] values);

        @Override
        void close();
    }
}
