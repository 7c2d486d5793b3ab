package dev.rangefinder.dataset.samples;

import java.nio.ByteBuffer;

/** Sums over samples, for each position of a sample; for bytes they are exact. */
public final class Moments {

    private final double[] sums;
    private final double[] squares;
    private int samples;

    /** Of no sample yet. */
    public Moments(int size) {
        sums = new double[size];
        squares = new double[size];
    }

    /** What {@link #write} wrote. */
    public static Moments read(ByteBuffer from, int size) {
        Moments moments = new Moments(size);
        moments.samples = from.getInt();
        from.asDoubleBuffer().get(moments.sums).get(moments.squares);
        from.position(from.position() + 2 * size * Double.BYTES);
        return moments;
    }

    public void add(float[] values) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values[i];
            squares[i] += (double) values[i] * values[i];
        }
        samples++;
    }

    /** How many bytes {@link #write} takes. */
    public int bytes() {
        return Integer.BYTES + 2 * sums.length * Double.BYTES;
    }

    public void write(ByteBuffer to) {
        to.putInt(samples);
        to.asDoubleBuffer().put(sums).put(squares);
        to.position(to.position() + 2 * sums.length * Double.BYTES);
    }

    /** The mean over the positions {@code first}, {@code first + step}, … */
    public double mean(int first, int step) {
        return sum(sums, first, step) / count(first, step);
    }

    public double deviation(int first, int step) {
        double mean = mean(first, step);
        return Math.sqrt(Math.max(0, sum(squares, first, step) / count(first, step) - mean * mean));
    }

    private long count(int first, int step) {
        return (long) samples * Math.ceilDiv(sums.length - first, step);
    }

    private static double sum(double[] values, int first, int step) {
        double sum = 0;
        for (int i = first; i < values.length; i += step) {
            sum += values[i];
        }
        return sum;
    }
}
