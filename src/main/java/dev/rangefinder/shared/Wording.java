package dev.rangefinder.shared;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as sentences bear them. */
public final class Wording {

    /** What people take in of a rate. */
    private static final MathContext DIGITS = new MathContext(3);

    /** The power of ten below which the zeros of a fraction would have to be counted. */
    private static final int LEAST_POWER = -4;

    private static final int MOST_POWER = 5;

    private Wording() {}

    /**
     * A number to three significant digits, as short as it can be said: 0, 0.5, 1230, 2.5e-5; NaN and Infinity as they
     * are.
     */
    public static String brief(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
        int power = rounded.precision() - rounded.scale() - 1;
        return rounded.signum() == 0 || (power >= LEAST_POWER && power <= MOST_POWER)
                ? rounded.toPlainString()
                : rounded.scaleByPowerOfTen(-power).toPlainString() + "e" + power;
    }

    /** So many of a thing: 1 row, 3 rows. */
    public static String count(long number, String thing) {
        return number == 1 ? "1 " + thing : "%d %ss".formatted(number, thing);
    }

    /** How often: once, 3 times. */
    public static String times(long number) {
        return number == 1 ? "once" : "%d times".formatted(number);
    }
}
