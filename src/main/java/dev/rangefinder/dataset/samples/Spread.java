package dev.rangefinder.dataset.samples;

/**
 * How numbers are spread.
 *
 * @param deviation the root of their mean square distance from the mean
 */
public record Spread(double mean, double deviation, double min, double max) {

    /** Takes numbers one after the other (Welford's method). */
    public static final class Sum {

        private long count;
        private double mean;
        private double squares;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;

        public void add(double value) {
            count++;
            double away = value - mean;
            mean += away / count;
            squares += away * (value - mean);
            min = Math.min(min, value);
            max = Math.max(max, value);
        }

        /** Of the numbers so far, of which there is one at least. */
        public Spread spread() {
            return new Spread(mean, Math.sqrt(squares / count), min, max);
        }
    }
}
