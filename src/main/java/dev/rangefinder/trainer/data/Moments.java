package dev.rangefinder.trainer.data;

/** Sums over all samples, for each position of a sample; for bytes they are exact. */
final class Moments {

    private final double[] sums;
    private final double[] squares;
    private final int samples;

    private Moments(double[] sums, double[] squares, int samples) {
        this.sums = sums;
        this.squares = squares;
        this.samples = samples;
    }

    static Moments of(Split split) {
        int size = split.layout().shape().size();
        double[] sums = new double[size];
        double[] squares = new double[size];
        float[] values = new float[size];
        for (int sample = 0; sample < split.samples(); sample++) {
            split.read(sample, values);
            for (int i = 0; i < size; i++) {
                sums[i] += values[i];
                squares[i] += (double) values[i] * values[i];
            }
        }
        return new Moments(sums, squares, split.samples());
    }

    /** The mean over the positions {@code first}, {@code first + step}, … */
    double mean(int first, int step) {
        return sum(sums, first, step) / count(first, step);
    }

    double deviation(int first, int step) {
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
