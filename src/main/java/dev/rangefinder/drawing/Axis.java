package dev.rangefinder.drawing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where values lie along one side of a picture, evenly or by their logarithm, with ticks at round numbers. */
public record Axis(double low, double high, boolean logarithmic, double start, double end) {

    /** Six labels of an axis stand apart at any length that is drawn here. */
    private static final int TICKS = 6;

    /** An even axis from zero, on which shapes are seen as they are. */
    public static Axis fromZero(double high, double start, double end) {
        return new Axis(0, high > 0 ? high : 1, false, start, end);
    }

    /** An axis by the logarithm, of values above 0. */
    public static Axis logarithmic(double low, double high, double start, double end) {
        return new Axis(low, high, true, start, end);
    }

    public static Axis even(double low, double high, double start, double end) {
        return new Axis(low, high > low ? high : low + 1, false, start, end);
    }

    public double position(double value) {
        double part = logarithmic
                ? (Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))
                : (value - low) / (high - low);
        return start + (end - start) * part;
    }

    /** Where a value lies, or the end of the axis that it lies beyond. */
    public double clamped(double value) {
        return position(Math.clamp(value, low, high));
    }

    /** Powers of ten, or multiples of 1, 2 or 5 times one. */
    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            int first = (int) Math.ceil(Math.log10(low) - 1e-9);
            int last = (int) Math.floor(Math.log10(high) + 1e-9);
            int every = Math.max(1, Math.ceilDiv(last - first + 1, TICKS));
            for (int power = first; power <= last; power += every) {
                ticks.add(Math.pow(10, power));
            }
            return ticks;
        }
        double step = roundStep((high - low) / TICKS);
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static double roundStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** A number as short as a label must be: 250k, 1.5M, 0.006, 2e-5. */
    public static String label(double value) {
        if (value >= 1e6) {
            return brief(value / 1e6) + "M";
        } else if (value >= 1e4) {
            return brief(value / 1e3) + "k";
        } else if (value == 0 || value >= 1e-3) {
            return brief(value);
        }
        int power = (int) Math.floor(Math.log10(value) + 1e-9);
        return brief(value / Math.pow(10, power)) + "e" + power;
    }

    private static String brief(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
