package dev.rangefinder.recommendation.published;

/** The four suggestions of fastai's {@code lr_find} ({@code fastai/callback/schedule.py}, version 2.7). */
final class Fastai {

    private static final double SMOOTHING = 0.98;
    private static final double DIVERGED = 4;
    private static final int FIRST_SHARE = 10;
    private static final int LAST = 5;

    static final int SLIDE_WIDTH = 15;
    private static final double SLIDE_THRESHOLD = 0.005;
    private static final double BELOW_MINIMUM = 10;

    private Fastai() {}

    /** What its rules are given: smoothed, stopped at divergence, without the first tenth and the last five points. */
    static Series prepared(Series raw) {
        return raw.debiased(SMOOTHING).untilTimesTheBest(DIVERGED).without(raw.size() / FIRST_SHARE, LAST);
    }

    /** The middle of the middle third of the longest falling subsequence, counted back from its end by its length. */
    static double valley(Series series) {
        LongestFall fall = series.longestFall();
        int start = fall.length() > 1 ? fall.end() - fall.length() : 0;
        double third = (fall.end() - start) / 3.0;
        int index = start + (int) third + (int) (third / 2);
        // in Python an index of -1, as the shortest falls have it, is the last element
        return series.lr(Math.floorMod(index, series.size()));
    }

    /** The left end of a window that comes from the right until the slopes at its ends are alike. */
    static double slide(Series series) {
        double[] slope = series.slopeOverIndex();
        int left = series.size() - 1 - SLIDE_WIDTH;
        double lr = series.lr(left);
        while (left >= 0 && Math.abs(slope[left + SLIDE_WIDTH] - slope[left]) > SLIDE_THRESHOLD) {
            lr = series.lr(left);
            left--;
        }
        return lr;
    }

    /** A tenth of the rate of the lowest loss. */
    static double minimum(Series series) {
        return series.lrOfLowestLoss() / BELOW_MINIMUM;
    }

    /** Where the loss falls fastest over the logarithm of the rate, from one point to the next. */
    static double steep(Series series) {
        double[] slope = new double[series.size() - 1];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = (series.loss(i + 1) - series.loss(i)) / (Math.log(series.lr(i + 1)) - Math.log(series.lr(i)));
        }
        return series.lrOfLowest(slope);
    }
}
