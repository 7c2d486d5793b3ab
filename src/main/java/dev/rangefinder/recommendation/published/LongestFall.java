package dev.rangefinder.recommendation.published;

/**
 * The longest strictly falling subsequence of some values, and where the first of that length ends.
 *
 * <p>fastai compares all pairs. Here the last value of the best subsequence of every length is kept ("best": the one
 * that ends highest, and so can be carried on by most), which is a falling list that is searched by halves: n log n
 * (Fredman, Discrete Mathematics 11, 1975).
 *
 * @param end index of its last value
 */
record LongestFall(int end, int length) {

    static LongestFall of(double[] values) {
        double[] lastOfLength = new double[values.length];
        int longest = 0;
        int end = 0;
        for (int i = 0; i < values.length; i++) {
            int shorter = countAbove(values[i], lastOfLength, longest);
            lastOfLength[shorter] = values[i];
            if (shorter == longest) {
                longest++;
                end = i;
            }
        }
        return new LongestFall(end, longest);
    }

    private static int countAbove(double value, double[] falling, int size) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (falling[middle] > value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
